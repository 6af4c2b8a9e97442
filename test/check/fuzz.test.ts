import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { checkSchema } from "../../src/check/schema/schema-check.ts";
import { type ValidationReport, validateFiles } from "../../src/check/validate-manifests.ts";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { ALL_RELEASES, NEWEST_RELEASE } from "../../src/istio/release.ts";
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
