import type { RuleFacts } from "../../rule.ts";

export const notUtf8: RuleFacts = {
  code: "WE0007",
  id: "not-utf-8",
  layer: "document",
  level: "error",
  title: "the file is not UTF-8 text",
  why: "Kubernetes reads manifests in UTF-8",
  fix: "name the YAML or JSON file that was meant, or save it as UTF-8",
};
