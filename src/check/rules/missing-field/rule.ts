import type { RuleFacts } from "../../rule.ts";

export const missingField: RuleFacts = {
  code: "WE0033",
  id: "missing-field",
  layer: "schema",
  level: "error",
  title: "a required field is not there",
  why: "the API server refuses the manifest without it",
  fix: "add the field",
};
