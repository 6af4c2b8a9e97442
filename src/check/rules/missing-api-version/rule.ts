import type { RuleFacts } from "../../rule.ts";

export const missingApiVersion: RuleFacts = {
  code: "WE0041",
  id: "missing-api-version",
  layer: "schema",
  level: "error",
  title: "the manifest has no apiVersion",
  why: "without it nobody knows what the document is",
  fix: "add the apiVersion",
};
