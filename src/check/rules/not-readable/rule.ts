import type { RuleFacts } from "../../rule.ts";

export const notReadable: RuleFacts = {
  code: "WE0009",
  id: "not-readable",
  layer: "document",
  level: "error",
  title: "the file cannot be opened",
  why: "what cannot be read cannot be checked, and must not look as if it had been",
  fix: "check the file and its permissions",
};
