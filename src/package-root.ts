import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

let root: string | undefined;

/** The folder that holds this package's package.json, both from `src` and from the bundle in `dist`. */
export function packageRoot(): string {
  if (root === undefined) {
    let folder = import.meta.dirname;
    while (!existsSync(join(folder, "package.json"))) {
      const parent = dirname(folder);
      if (parent === folder) throw new Error("wildegress is not inside its own package: package.json is missing");
      folder = parent;
    }
    root = folder;
  }
  return root;
}
