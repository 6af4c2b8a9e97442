import type { RuleFacts } from "../../rule.ts";

export const badYaml: RuleFacts = {
  code: "WE0001",
  id: "bad-yaml",
  layer: "document",
  level: "error",
  title: "the document is not valid YAML",
  why: "kubectl and istioctl refuse it too",
  fix: "mend the line; what comes after it in the document was not read",
};
