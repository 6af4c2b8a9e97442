import type { RuleFacts } from "../../rule.ts";

export const missingName: RuleFacts = {
  code: "WE0043",
  id: "missing-name",
  layer: "schema",
  level: "error",
  title: "the manifest has no name",
  why: "the API server takes no resource without metadata.name",
  fix: "add metadata.name",
};
