import type { RuleFacts } from "../../rule.ts";

export const unresolvedAlias: RuleFacts = {
  code: "WE0003",
  id: "unresolved-alias",
  layer: "document",
  level: "error",
  title: "an alias stands for nothing that is complete before it",
  why: "YAML takes a bare star for an alias; kubectl and istioctl refuse the file",
  fix: "put the value in quotes, or set the anchor",
};
