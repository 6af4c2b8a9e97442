import type { RuleFacts } from "../../rule.ts";

export const apiVersionNotServed: RuleFacts = {
  code: "WE0039",
  id: "api-version-not-served",
  layer: "schema",
  level: "error",
  title: "the release does not serve the kind in this apiVersion",
  why: "the API server refuses it",
  fix: "write an apiVersion that the release serves",
};
