import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { ruleOf } from "../../src/check/find-rule.ts";
import { checkText } from "./check-text.ts";
import { SPECIAL } from "./special-rules.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

test.each(Object.entries(SPECIAL))("%s", async (id, { text, layers }) => {
  const findings = await checkText(text(), layers === undefined ? {} : { layers });
  expect(findings.map(({ code }) => code)).toContain(ruleOf(id).code);
});
