import type { RuleFacts } from "../../rule.ts";

export const kindNotServed: RuleFacts = {
  code: "WE0038",
  id: "kind-not-served",
  layer: "schema",
  level: "error",
  title: "the release does not have the kind",
  why: "the API server of that release refuses it",
  fix: "leave it out, or name a target that has it",
};
