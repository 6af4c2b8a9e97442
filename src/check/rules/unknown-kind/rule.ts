import type { RuleFacts } from "../../rule.ts";

export const unknownKind: RuleFacts = {
  code: "WE0040",
  id: "unknown-kind",
  layer: "schema",
  level: "error",
  title: "a kind of Istio, misspelt",
  why: "the API server refuses a kind that it does not have",
  fix: "correct the kind",
};
