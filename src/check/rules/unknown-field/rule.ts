import type { RuleFacts } from "../../rule.ts";

export const unknownField: RuleFacts = {
  code: "WE0030",
  id: "unknown-field",
  layer: "schema",
  level: "error",
  title: "the release has no such field",
  why: "the API server drops a field that it does not know, or refuses the manifest; a misspelt exportTo leaves a ServiceEntry open to the whole mesh",
  fix: "correct the name, or name a target that has the field",
};
