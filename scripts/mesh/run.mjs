// `npm run mesh up|try|down|…`: bundles the harness (TypeScript, which Node 20 cannot run) and runs it.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { yamlForEsbuild } from "../yaml-import.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const outfile = join(root, ".cache/mesh/cli.mjs");
mkdirSync(dirname(outfile), { recursive: true });
await build({
  entryPoints: [join(root, "test/mesh/cli.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  plugins: [yamlForEsbuild()],
  logLevel: "warning",
});
await import(pathToFileURL(outfile).href);
