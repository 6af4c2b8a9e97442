import type { RuleFacts } from "../../rule.ts";

export const nulCharacter: RuleFacts = {
  code: "WE0008",
  id: "nul-character",
  layer: "document",
  level: "error",
  title: "the file has a NUL character",
  why: "YAML and JSON allow none; it is a binary file, or a damaged one",
  fix: "name the YAML or JSON file that was meant",
};
