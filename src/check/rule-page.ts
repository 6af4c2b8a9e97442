import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import type { Rule } from "./rule.ts";

/** The page of a rule, in Markdown: `doc.md` of its folder, as it was built into the package. */
export function rulePage({ id }: Rule): string {
  return readFileSync(join(packageRoot(), "dist", "rules", `${id}.md`), "utf8");
}
