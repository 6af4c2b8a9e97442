import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { ruleOf } from "../../src/check/find-rule.ts";
import type { Finding } from "../../src/check/finding.ts";
import { RULES } from "../../src/check/rules/registry.ts";
import { blocksOf, ROOT } from "../docs/markdown.ts";
import { problemsOf } from "../support/check-value.ts";
import { corpus } from "../support/manifest-files.ts";
import { checkText } from "./check-text.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const RULE_FIXTURES = join(ROOT, "test/check/rules");

/** Every word and place that check says, in files beside the manifests; `npx vitest run test/check/findings.test.ts -u` writes them anew. */
describe("what is found in the fixtures of a rule", () => {
  const fixed = RULES.filter(({ id }) => existsSync(join(RULE_FIXTURES, id)));

  test.each(fixed.map(({ id }) => id))("%s", async (id) => {
    const page = readFileSync(join(ROOT, "src/check/rules", id, "doc.md"), "utf8");
    const [wrong, right] = blocksOf({ path: id, text: page }).filter(({ language }) => language === "yaml");
    const texts = {
      "bad.yaml": readFileSync(join(RULE_FIXTURES, id, "bad.yaml"), "utf8"),
      "ok.yaml": readFileSync(join(RULE_FIXTURES, id, "ok.yaml"), "utf8"),
      "doc.md, wrong": wrong?.text ?? "",
      "doc.md, right": right?.text ?? "",
    };
    const found: string[] = [];
    for (const [name, text] of Object.entries(texts)) {
      found.push(`== ${name}`, ...(await checkText(text)).flatMap(findingLines));
    }
    await expect(`${found.join("\n")}\n`).toMatchFileSnapshot(join(RULE_FIXTURES, id, "found.txt"));
  });
});

/** What is the same for each finding of the rule is in its page. */
function findingLines({ code, rule, level, what, why, fix, at, related }: Finding): string[] {
  const facts = ruleOf(rule);
  return [
    `${at.line}:${at.column}-${at.endColumn} ${level} ${code} ${rule}`,
    `  ${what}`,
    ...(why === facts.why ? [] : [`  why: ${why}`]),
    ...(fix === facts.fix ? [] : [`  fix: ${fix}`]),
    ...related.map((other) => `  see: ${other.line}:${other.column}-${other.endColumn} ${other.path} ${other.words}`),
  ];
}

describe("what is found in the corpus", () => {
  const manifests = { accepted: corpus("accepted"), refused: corpus("refused") };
  const files = [...new Set(manifests.refused.map(({ file }) => file))];

  test.each(Object.keys(manifests).flatMap((verdict) => files.map((file) => [verdict, file] as const)))(
    "%s/%s",
    async (verdict, file) => {
      const of = manifests[verdict as keyof typeof manifests].filter((one) => one.file === file);
      const found = of.flatMap(({ manifest }) => [
        `== ${manifest.metadata?.name}`,
        ...problemsOf(manifest).map(
          ({ rule, problem }) =>
            `${rule.code} ${problem.path.join(".")}${problem.part === "key" ? " (key)" : ""}: ${problem.says}`,
        ),
      ]);
      const beside = join(ROOT, "test/check/corpus/found", verdict, file.replace(".yaml", ".txt"));
      await expect(`${found.join("\n")}\n`).toMatchFileSnapshot(beside);
    },
  );
});
