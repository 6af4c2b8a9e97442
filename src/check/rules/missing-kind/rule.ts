import type { RuleFacts } from "../../rule.ts";

export const missingKind: RuleFacts = {
  code: "WE0042",
  id: "missing-kind",
  layer: "schema",
  level: "error",
  title: "the manifest has no kind",
  why: "without it nobody knows what the document is",
  fix: "add the kind",
};
