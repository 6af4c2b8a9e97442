import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const RULES = fileURLToPath(new URL("../src/check/rules/", import.meta.url));

/** Copies the page of each rule, `<rule>.md`, to where `wildegress explain` looks for it. */
export async function copyRulePages(outDir) {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  for (const entry of await readdir(RULES, { withFileTypes: true })) {
    if (entry.isDirectory()) await copyFile(join(RULES, entry.name, "doc.md"), join(outDir, `${entry.name}.md`));
  }
}
