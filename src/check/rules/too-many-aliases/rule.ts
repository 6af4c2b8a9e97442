import type { RuleFacts } from "../../rule.ts";

export const tooManyAliases: RuleFacts = {
  code: "WE0005",
  id: "too-many-aliases",
  layer: "document",
  level: "error",
  title: "the aliases repeat more than can be unfolded",
  why: "a few lines could unfold to gigabytes",
  fix: "write the repeated parts out, or use fewer aliases",
};
