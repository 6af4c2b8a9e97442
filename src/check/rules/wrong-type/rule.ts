import type { RuleFacts } from "../../rule.ts";

export const wrongType: RuleFacts = {
  code: "WE0032",
  id: "wrong-type",
  layer: "schema",
  level: "error",
  title: "the value has the wrong type",
  why: "the API server refuses it",
  fix: "write what the field takes: a text in quotes, a list in brackets",
};
