import type { RuleFacts } from "../../rule.ts";

export const nullValue: RuleFacts = {
  code: "WE0046",
  id: "null-value",
  layer: "schema",
  level: "warning",
  title: "a field has no value",
  why: "the API server drops a field that is null, as if it had never been written: of an empty exportTo nothing is left, and the whole mesh sees the resource",
  fix: "give it a value, or leave the field out",
};
