import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const LABEL = /^ {4}app\.kubernetes\.io\/managed-by: wildegress$/m;

/**
 * Files in the folder that an earlier run wrote and this one does not: they are no longer in the kustomization, but `kubectl apply -f FOLDER`
 * would still apply them. Sorted names; empty for a folder that cannot be read.
 *
 * @param current names of the files that belong to the output now
 */
export async function staleFiles(folder: string, current: readonly string[]): Promise<string[]> {
  const known = new Set(current);
  const names = await readdir(folder).catch(() => []);
  const candidates = names.filter((name) => name.endsWith(".yaml") && !name.startsWith(".") && !known.has(name)).sort();
  const stale: string[] = [];
  for (const name of candidates) {
    const text = await readFile(join(folder, name), "utf8").catch(() => "");
    if (LABEL.test(text)) stale.push(name);
  }
  return stale;
}
