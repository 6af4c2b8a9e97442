import type { RuleFacts } from "../../rule.ts";

export const unreadableManifest: RuleFacts = {
  code: "WE0047",
  id: "unreadable-manifest",
  layer: "document",
  level: "error",
  title: "the schema refuses the manifest, so that no later layer can look at it",
  why: "the API server refuses it before its own rules or istiod see it",
  fix: "run the layer schema too, and mend what it finds",
};
