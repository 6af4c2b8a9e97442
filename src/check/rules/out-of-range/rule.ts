import type { RuleFacts } from "../../rule.ts";

export const outOfRange: RuleFacts = {
  code: "WE0034",
  id: "out-of-range",
  layer: "schema",
  level: "error",
  title: "too many, too few, too large, too small, too long or too short",
  why: "the CRD has a limit there",
  fix: "stay within the limit; split long lists over several resources",
};
