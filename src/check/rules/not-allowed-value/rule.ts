import type { RuleFacts } from "../../rule.ts";

export const notAllowedValue: RuleFacts = {
  code: "WE0031",
  id: "not-allowed-value",
  layer: "schema",
  level: "error",
  title: "the field takes none but certain values",
  why: "the API server refuses any other",
  fix: "write one of the values",
};
