import type { RuleFacts } from "../../rule.ts";

export const tooManyFindings: RuleFacts = {
  code: "WE0045",
  id: "too-many-findings",
  layer: "schema",
  level: "error",
  title: "the manifest has more than a hundred findings",
  why: "a list that long helps nobody",
  fix: "mend those above and check again",
};
