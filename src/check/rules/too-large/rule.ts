import type { RuleFacts } from "../../rule.ts";

export const tooLarge: RuleFacts = {
  code: "WE0006",
  id: "too-large",
  layer: "document",
  level: "error",
  title: "the file is larger than 16 MiB",
  why: "nobody applies that much at once, and etcd takes 1.5 MiB of one resource",
  fix: "split it into several files",
};
