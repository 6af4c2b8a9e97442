import type { RuleFacts } from "../../rule.ts";

export const unusedSuppression: RuleFacts = {
  code: "WE0011",
  id: "unused-suppression",
  layer: "document",
  level: "info",
  title: "a suppression that nothing needs",
  why: "what it spoke of is gone; left behind, it hides the next finding of its kind",
  fix: "take the comment out",
};
