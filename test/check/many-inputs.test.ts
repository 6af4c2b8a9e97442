import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { ALL_RELEASES } from "../../src/istio/release.ts";
import { printYaml } from "../../src/output/yaml.ts";
import { corpus } from "../support/manifest-files.ts";
import { mutate, randomNumbers } from "../support/mutate.ts";
import { checkReport } from "./check-text.ts";

/** Inputs of all kinds together. `FUZZ_INPUTS=100000` takes minutes. */
const INPUTS = Number(process.env.FUZZ_INPUTS ?? 600);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const PIECES =
  "---\n|...\n|- |? |: |, |{|}|[|]|&a |*a|<<: |\n|\n  |\t|\r|\"|'|>-\n|# |!t |%YAML 1.2\n|\u2028|\uFEFF|\u0000|~|0x|__proto__: |kind: |spec:\n";
const pieces = [...PIECES.split("|"), "|\n", "# wildegress-ignore WE0101: x\n", "kind: List\nitems:\n"];

/** The four ways in which an input is made, each a quarter of all. */
const WAYS: Readonly<Record<string, fc.Arbitrary<Uint8Array>>> = {
  bytes: fc.uint8Array({ maxLength: 400 }),
  "pieces of YAML": fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 })), { maxLength: 80 })
    .map((parts) => Buffer.from(parts.join(""))),
  "mutated manifests": fc.nat().map(mutated),
  "mutated manifests with pieces put in": fc
    .tuple(fc.nat(), fc.array(fc.tuple(fc.nat(), fc.constantFrom(...pieces), fc.nat({ max: 3 })), { maxLength: 3 }))
    .map(([seed, cuts]) => {
      let text = mutated(seed).toString();
      for (const [place, piece, drop] of cuts) {
        const at = place % (text.length + 1);
        text = text.slice(0, at) + piece + text.slice(at + drop);
      }
      return Buffer.from(text);
    }),
};

describe(`of ${INPUTS} inputs each ends in a report or a diagnostic`, () => {
  test.each(Object.entries(WAYS))(
    "%s",
    async (_way, inputs) => {
      let slowest = 0;
      const property = fc.asyncProperty(inputs, fc.constantFrom(...ALL_RELEASES), async (bytes, istio) => {
        const begin = process.cpuUsage();
        await endsWell(bytes, istio);
        const { user, system } = process.cpuUsage(begin);
        slowest = Math.max(slowest, (user + system) / 1e6);
      });
      await fc.assert(property, { numRuns: Math.ceil(INPUTS / 4), seed: SEED });
      if (process.env.FUZZ_INPUTS !== undefined) process.stderr.write(`slowest: ${slowest.toFixed(2)} s of CPU\n`);
    },
    3_600_000,
  );
});

describe("what is made to be slow is refused, and soon", () => {
  const levels = 10_000;
  const laughs = Array.from({ length: 30 }, (_, n) => `l${n}: &l${n} [${`*l${n - 1}, `.repeat(n === 0 ? 0 : 9)}x]`);
  test.each([
    ["brackets", "a: ".concat("[".repeat(levels), "]".repeat(levels)), "too-deep"],
    ["brackets that are never closed", "[".repeat(levels), "too-deep"],
    ["JSON", `${`{"a":`.repeat(levels)}1${"}".repeat(levels)}`, "too-deep"],
    ["lists in lists", `${"- ".repeat(levels)}x`, "too-deep"],
    ["maps in maps", Array.from({ length: 2_000 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"), "too-deep"],
    ["a billion laughs", laughs.join("\n"), "too-many-aliases"],
    ["aliases in a manifest", `${laughs.join("\n")}\nkind: ServiceEntry\n`, "too-many-aliases"],
  ])("%s", async (_what, text, code) => {
    const { findings } = await checkReport(text);
    expect(findings.map(({ rule }) => rule)).toContain(code);
  });
});

function mutated(seed: number): Buffer {
  const random = randomNumbers(seed);
  const all = manifests();
  const documents = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
    const chosen = all[Math.floor(random() * all.length)] ?? {};
    return mutate(mutate(chosen, all, random).manifest, [], random).manifest;
  });
  return Buffer.from(random() < 0.2 ? JSON.stringify(documents[0]) : printYaml(documents));
}

let known: Parameters<typeof mutate>[1] | undefined;

function manifests(): Parameters<typeof mutate>[1] {
  known ??= [...corpus("accepted"), ...corpus("refused")].map(({ manifest }) => manifest);
  return known;
}

async function endsWell(bytes: Uint8Array, istio: string): Promise<void> {
  try {
    const { findings } = await checkReport(bytes, { istio });
    for (const { at, what } of findings) {
      expect(Math.min(at.line, at.column)).toBeGreaterThanOrEqual(1);
      expect(what).toMatch(/\S/);
    }
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
  }
}
