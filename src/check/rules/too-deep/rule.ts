import type { RuleFacts } from "../../rule.ts";

export const tooDeep: RuleFacts = {
  code: "WE0004",
  id: "too-deep",
  layer: "document",
  level: "error",
  title: "the document nests deeper than any manifest does",
  why: "parsers fall over it",
  fix: "look for brackets that are never closed",
};
