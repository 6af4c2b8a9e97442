import type { RuleFacts } from "../../rule.ts";

export const duplicateKey: RuleFacts = {
  code: "WE0002",
  id: "duplicate-key",
  layer: "document",
  level: "error",
  title: "a field is there twice in one map",
  why: "of two, parsers keep one and drop the other, not all the same",
  fix: "keep one of them",
};
