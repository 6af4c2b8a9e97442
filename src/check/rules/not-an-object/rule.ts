import type { RuleFacts } from "../../rule.ts";

export const notAnObject: RuleFacts = {
  code: "WE0044",
  id: "not-an-object",
  layer: "schema",
  level: "error",
  title: "the document is text, a number or a list",
  why: "a manifest is a map with apiVersion, kind and metadata",
  fix: "take it out, or write a manifest",
};
