import type { RuleFacts } from "../../rule.ts";

export const nginxSyntax: RuleFacts = {
  code: "WE0012",
  id: "nginx-syntax",
  layer: "document",
  level: "error",
  title: "a conf that is not in nginx's syntax",
  why: "nginx would refuse to start with this file",
  fix: "mend the line; what comes after it was not read",
};
