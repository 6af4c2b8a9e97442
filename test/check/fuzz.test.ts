import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { reportGithub } from "../../src/check/report/github.ts";
import { reportJson } from "../../src/check/report/json.ts";
import { reportJunit } from "../../src/check/report/junit.ts";
import { reportSarif } from "../../src/check/report/sarif.ts";
import { findingsText } from "../../src/check/report/text.ts";
import type { CheckReport } from "../../src/check/run-check.ts";
import { type ValidationReport, validateFiles } from "../../src/check/validate-manifests.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { ALL_RELEASES, NEWEST_RELEASE, parseRelease } from "../../src/istio/release.ts";
import { checkSchema } from "../../src/schema/schema-check.ts";
import { problemsOf } from "../support/check-value.ts";
import { corpus } from "../support/manifest-files.ts";
import { mutate, randomNumbers } from "../support/mutate.ts";
import { checkReport } from "./check-text.ts";
import { KIND_CASES } from "./manifests.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

/** Pieces of which YAML is made, the ones that parsers stumble over first among them. */
const PIECES = [
  "---\n",
  "...\n",
  "- ",
  "? ",
  ": ",
  "a: ",
  "kind: ",
  "apiVersion: v1\n",
  "&a ",
  "*a",
  "<<: ",
  "{",
  "}",
  "[",
  "]",
  ", ",
  "\n",
  "\n  ",
  "\t",
  "\r",
  '"',
  "'",
  "|\n",
  ">-\n",
  "# ",
  "!t ",
  "!!binary ",
  "%YAML 1.2\n",
  "%TAG ! x\n",
  "\u2028",
  "\uFEFF",
  "\u0000",
  "~",
  "0x",
  "__proto__: ",
  "toString: ",
  "kind: List\nitems:\n",
  "metadata: {name: x}\n",
  "spec:\n  hosts: [a]\n",
];

const yamlish = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 60 })
  .map((parts) => parts.join(""));

test("any bytes: a report or a diagnostic, and quickly", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), readsQuietly), { numRuns: 1_000 });
}, 120_000);

test("anything that looks like YAML: a report or a diagnostic, and quickly", async () => {
  await fc.assert(
    fc.asyncProperty(yamlish, (text) => readsQuietly(Buffer.from(text))),
    { numRuns: 2_000 },
  );
}, 120_000);

test("a manifest with one piece put in anywhere: likewise", async () => {
  const manifest = KIND_CASES.map(({ spec, wrong: _wrong, ...identity }) =>
    JSON.stringify({ ...identity, metadata: { name: "x" }, spec }, undefined, 1),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...manifest), fc.nat(), fc.constantFrom(...PIECES), (text, at, piece) => {
      const place = at % text.length;
      return readsQuietly(Buffer.from(text.slice(0, place) + piece + text.slice(place)));
    }),
    { numRuns: 1_000 },
  );
}, 120_000);

test("any JSON in any kind on any release: findings, each with words, and the same twice", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KIND_CASES),
      fc.constantFrom(...ALL_RELEASES),
      fc.jsonValue(),
      fc.jsonValue(),
      (kind, release, metadata, spec) => {
        const { apiVersion } = kind;
        const findings = checkSchema({ apiVersion, kind: kind.kind, metadata, spec }, release);
        expect(checkSchema({ apiVersion, kind: kind.kind, metadata, spec }, release)).toEqual(findings);
        for (const { what, why, fix } of findings)
          for (const words of [what, why, fix]) expect(words.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("all of that goes through check as well: a report or a diagnostic, and every format takes it", async () => {
  const manifest = KIND_CASES.map(({ spec, wrong: _wrong, ...identity }) =>
    JSON.stringify({ ...identity, metadata: { name: "x" }, spec }, undefined, 1),
  );
  const broken = fc
    .tuple(
      fc.constantFrom(...manifest),
      fc.nat(),
      fc.constantFrom(...PIECES, "# wildegress-ignore WE0030: x\n", '"": 1,'),
    )
    .map(([text, at, piece]) => text.slice(0, at % text.length) + piece + text.slice(at % text.length));
  await fc.assert(
    fc.asyncProperty(fc.oneof(broken, yamlish), fc.constantFrom(...ALL_RELEASES), async (text, istio) => {
      let report: CheckReport | undefined;
      try {
        report = await checkReport(text, { istio });
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
      }
      if (report === undefined) return;
      for (const { at, what, why, fix } of report.findings) {
        expect(Math.min(at.line, at.column)).toBeGreaterThanOrEqual(1);
        expect(at.endColumn).toBeGreaterThan(at.column);
        for (const words of [what, why, fix]) expect(words.length).toBeGreaterThan(0);
      }
      for (const print of [reportJson, reportSarif, reportGithub, reportJunit])
        expect(typeof print(report)).toBe("string");
      expect(
        typeof findingsText(
          report,
          () => true,
          (_level, word) => word,
        ),
      ).toBe("string");
    }),
    { numRuns: 1_000 },
  );
}, 120_000);

test("any JSON as the spec of a kind of Istio's: rules take whatever the schema lets through", () => {
  fc.assert(
    fc.property(fc.constantFrom(...KIND_CASES), fc.jsonValue(), ({ apiVersion, kind }, spec) => {
      for (const { problem } of problemsOf({ apiVersion, kind, metadata: { name: "x" }, spec }))
        expect(problem.says).toMatch(/\S/);
    }),
    { numRuns: 2_000 },
  );
});

test("mutated manifests on every release: older schemas require less, and rules make do with it", () => {
  const manifests = [...corpus("accepted"), ...corpus("refused")].map(({ manifest }) => manifest);
  const random = randomNumbers(7);
  for (let run = 0; run < 5_000; run++) {
    const manifest = manifests[Math.floor(random() * manifests.length)] ?? {};
    const release = parseRelease(ALL_RELEASES[Math.floor(random() * ALL_RELEASES.length)] ?? "");
    const { manifest: mutated, change } = mutate(mutate(manifest, manifests, random).manifest, [], random);
    // Versions that the release serves, so that the schema does not end it.
    const group = String(Object(mutated).apiVersion).split("/")[0] ?? "";
    const version = { "security.istio.io": "v1beta1", "telemetry.istio.io": "v1alpha1" }[group] ?? "v1alpha3";
    const old = { ...mutated, apiVersion: `${group}/${version}` };
    expect(() => problemsOf(old, release), `${change}: ${JSON.stringify(old)} on ${release.name}`).not.toThrow();
  }
});

async function readsQuietly(bytes: Uint8Array): Promise<void> {
  const start = performance.now();
  let report: ValidationReport | undefined;
  try {
    report = await validateFiles(["-"], NEWEST_RELEASE, { cwd: "/", readStdin: async () => bytes });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
  }
  expect(performance.now() - start).toBeLessThan(2_000);
  for (const { at } of report?.findings ?? []) {
    if (at?.kind !== "file") throw new Error("a finding has no place");
    expect(Math.min(at.line, at.column)).toBeGreaterThanOrEqual(1);
  }
}
