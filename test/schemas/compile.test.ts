import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators, readStores } from "../../scripts/schemas/compile.mjs";
import { findProblems } from "../../src/schema/problems.ts";
import { knownKinds, resolveRef, schemasOf, validatorsOf } from "../../src/schema/store.ts";
import { randomFrom, sampleValue } from "./sample-values.ts";

const SAMPLES = 40;

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

test("compiling twice gives the same bytes, and the second time nothing is done", async () => {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "wildegress-validators-")));
  try {
    for (const outDir of folders) expect((await compileValidators({ outDir })).files).toBe(readStores().length);
    const [one = "", other = ""] = folders;
    expect(readdirSync(one)).toEqual(readdirSync(other));
    for (const file of readdirSync(one))
      expect(readFileSync(join(one, file)).equals(readFileSync(join(other, file))), file).toBe(true);
    expect((await compileValidators({ outDir: one })).skipped).toBe(true);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true });
  }
});

test("the index names the files of every kind", () => {
  expect(Object.values(knownKinds()).sort()).toEqual(readStores().map(({ name }) => name));
});

/**
 * Three readers of the same schemas: the compiled validators, ajv with all its own words on the plain store, and the walk
 * that explains. They must agree on every value, right or wrong.
 */
describe.each(readStores().map(({ name }) => name))("%s", (name) => {
  test("compiled, plain ajv and explained agree", () => {
    const kind = schemasOf(name);
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema({ $id: "store", $defs: kind.$defs });
    const runs = validatorsOf(name);
    expect(runs.map(({ apiVersion, from, to }) => [apiVersion, from, to])).toEqual(
      kind.roots.map(({ apiVersion, from, to }) => [apiVersion, from, to]),
    );
    const verdicts = { valid: 0, invalid: 0 };
    const seen = new Set<string>();
    for (const [index, { root, from }] of kind.roots.entries()) {
      if (seen.has(root)) continue;
      seen.add(root);
      const plain = ajv.getSchema(`store${root}`);
      for (let seed = 0; seed < SAMPLES; seed++) {
        // Every other sample is nearly right, so that what is valid is tried as well.
        const wrong = seed % 2 === 0 ? 0.001 : 0.03;
        const value = sampleValue(
          (schema) => resolveRef(kind, schema),
          { $ref: root },
          randomFrom(seed * 7919 + index),
          wrong,
        );
        const compiled = runs[index]?.validate(value);
        const problems = findProblems(kind, { $ref: root }, value);
        const where = `${name} ${from} seed ${seed}: ${JSON.stringify(value)?.slice(0, 2000)}\n${JSON.stringify(problems[0])?.slice(0, 500)}`;
        expect(compiled, where).toBe(plain?.(value));
        expect(compiled, where).toBe(problems.length === 0);
        verdicts[compiled === true ? "valid" : "invalid"]++;
      }
    }
    expect(verdicts.valid).toBeGreaterThan(0);
    expect(verdicts.invalid).toBeGreaterThan(0);
  });
});
