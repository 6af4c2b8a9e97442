import type { RuleFacts } from "../../rule.ts";

export const exclusiveFields: RuleFacts = {
  code: "WE0036",
  id: "exclusive-fields",
  layer: "schema",
  level: "error",
  title: "more than one of several fields of which one may be there",
  why: "they are alternatives: the API server refuses more than one",
  fix: "keep one of them",
};
