import type { RuleFacts } from "../../rule.ts";

export const badSuppression: RuleFacts = {
  code: "WE0010",
  id: "bad-suppression",
  layer: "document",
  level: "warning",
  title: "a suppression names no rule, a rule that is not there, or no reason",
  why: "what suppresses nothing hides a slip of the pen, and a suppression without a reason outlives whoever knew it",
  fix: "write # wildegress-ignore WE0042: why it is right here",
};
