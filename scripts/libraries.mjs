// Builds the libraries that few need to dist/libraries, one file each: src/check/library.ts loads them.
// Usage: node scripts/libraries.mjs
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const LIBRARIES = { cel: "@marcbachmann/cel-js", diff: "diff/lib/patch/create.js", re2: "re2js" };

/** The packages that are in what is built, for their licences. */
export const LIBRARY_FILES = ["@marcbachmann/cel-js", "diff", "re2js"].map((name) => `node_modules/${name}/`);

export async function buildLibraries() {
  const { build } = await import("esbuild");
  await build({
    entryPoints: Object.entries(LIBRARIES).map(([out, name]) => ({ in: name, out })),
    outdir: resolve(ROOT, "dist/libraries"),
    outExtension: { ".js": ".cjs" },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    legalComments: "none",
    logLevel: "warning",
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  await buildLibraries();
}
