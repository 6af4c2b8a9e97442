import { mkdir, rmdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing; all or none. Node's own recursive mkdir never ends where the system says ENOENT
 * below a folder that is there, as /proc does.
 *
 * @param folder an absolute path
 * @returns the outermost folder that was made; undefined when all were there
 * @throws the system's error
 */
export async function makeFolders(folder: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let path = folder; !(await isFolder(path)); path = dirname(path)) {
    missing.push(path);
    if (dirname(path) === path) break;
  }
  const made: string[] = [];
  try {
    for (const path of missing.reverse()) {
      await mkdir(path);
      made.push(path);
    }
  } catch (error) {
    for (const path of made.reverse()) await rmdir(path).catch(() => {});
    throw error;
  }
  return made[0];
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return false;
    throw error;
  }
}
