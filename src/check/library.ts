import { createRequire } from "node:module";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";

let require: NodeJS.Require | undefined;

/**
 * A library of somebody else's that few checks need, each built to a file of its own (scripts/libraries.mjs), so that no other command has to read it.
 * Loaded when the first who needs it asks.
 */
export function loadLibrary(name: "cel" | "diff" | "re2"): unknown {
  require ??= createRequire(import.meta.filename);
  return require(join(packageRoot(), "dist", "libraries", `${name}.cjs`));
}
