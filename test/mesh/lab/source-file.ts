import { existsSync } from "node:fs";
import { join } from "node:path";

/** A file of test/mesh, by its path there. The harness also runs bundled, so it looks from the folder of the project, where npm starts it. */
export function sourceFile(path: string): string {
  const file = join(process.cwd(), "test/mesh", path);
  if (!existsSync(file)) throw new Error(`${file} is not there: run this in the project's folder`);
  return file;
}
