import type { RuleFacts } from "../../rule.ts";

export const noAlternative: RuleFacts = {
  code: "WE0037",
  id: "no-alternative",
  layer: "schema",
  level: "error",
  title: "the value fits none of the forms that it may have",
  why: "the API server refuses it",
  fix: "compare it with the reference of the field",
};
