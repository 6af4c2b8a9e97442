import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { ROOT } from "../docs/markdown.ts";
import { problemsOf } from "../support/check-value.ts";
import { carriers, type EdgeCase, edgeCases } from "../support/edge-values.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const KINDS = [...new Set(carriers().map(({ kind }) => kind))].sort();

/**
 * Every field of every kind, with values at the edge of what is right: what check says stands in a file of each kind, and
 * test/slow/judge.test.ts asks Istio the same. `npx vitest run test/check/edge-values.test.ts -u` writes the files anew.
 */
describe("a field with a value at the edge", () => {
  test.each(KINDS)("%s", async (kind) => {
    const beside = join(ROOT, "test", "check", "edge-values", "found", `${kind}.txt`);
    await expect(`${linesOf(edgeCases(kind)).join("\n")}\n`).toMatchFileSnapshot(beside);
  });
});

/** Of each field the values that come to the same in one line; those that nothing is said of are left out. */
function linesOf(cases: readonly EdgeCase[]): string[] {
  const fields = new Map<string, Map<string, string[]>>();
  for (const { field, value, manifest } of cases) {
    const said = problemsOf(manifest)
      .filter(({ rule }) => rule.id !== "envoy-filter-unstable")
      .map(({ rule, problem }) =>
        // Of the schema layer the words are known: test/check/schema-check.test.ts has them.
        rule.layer === "schema"
          ? rule.code
          : `${rule.code} ${problem.path.join(".")}: ${withoutValue(problem.says, value)}`,
      )
      .join("\n    ");
    const outcomes = fields.get(field) ?? new Map<string, string[]>();
    fields.set(field, outcomes.set(said, [...(outcomes.get(said) ?? []), value]));
  }
  return [...fields].flatMap(([field, outcomes]) => [
    field,
    ...[...outcomes].filter(([said]) => said !== "").map(([said, values]) => `  ${values.join(" ")}\n    ${said}`),
  ]);
}

/** So that values which come to the same are said to in the same words. */
function withoutValue(says: string, value: string): string {
  const bare = value.startsWith('"') ? value.slice(1, -1) : value;
  return bare.length < 2 ? says : says.replaceAll(bare, "…");
}
