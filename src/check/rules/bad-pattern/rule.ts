import type { RuleFacts } from "../../rule.ts";

export const badPattern: RuleFacts = {
  code: "WE0035",
  id: "bad-pattern",
  layer: "schema",
  level: "error",
  title: "the text has the wrong form",
  why: "the CRD wants it to match a pattern",
  fix: "write it in that form",
};
