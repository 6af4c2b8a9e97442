// Builds dist/: one CommonJS bundle, and the compiled validators beside it.
import { build } from "esbuild";
import { yamlForEsbuild } from "./yaml-import.mjs";

await build({
  entryPoints: ["src/index.ts"],
  outfile: "dist/wildegress.cjs",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  plugins: [yamlForEsbuild()],
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { "import.meta.url": "importMetaUrl" },
  logLevel: "warning",
});
