import { beforeAll, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { ruleOf } from "../../src/check/find-rule.ts";
import { checkFolder, checkText } from "./check-text.ts";
import { SPECIAL } from "./special-rules.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

test.each(Object.entries(SPECIAL))("%s", async (id, { text, layers, file }) => {
  const options = layers === undefined ? {} : { layers };
  const findings =
    file === undefined
      ? await checkText(text(), options)
      : (await checkFolder({ [file]: String(text()) }, options)).findings;
  expect(findings.map(({ code }) => code)).toContain(ruleOf(id).code);
});
