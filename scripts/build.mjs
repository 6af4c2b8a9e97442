// Builds dist/: the compiled validators, one CommonJS bundle, its types, and the licences of what is bundled.
// Usage: node scripts/build.mjs
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { compileConfigValidator } from "./config-validator.mjs";
import { lazyBuiltins } from "./lazy-builtins.mjs";
import { buildLibraries, LIBRARY_FILES } from "./libraries.mjs";
import { licencesOf } from "./package-licences.mjs";
import { emitTypes } from "./package-types.mjs";
import { copyRulePages } from "./rule-pages.mjs";
import { compileValidators } from "./schemas/compile.mjs";
import { yamlForEsbuild } from "./yaml-import.mjs";

process.chdir(new URL("../", import.meta.url).pathname);
await mkdir("dist", { recursive: true });
await compileValidators({ outDir: "dist/validators" });
await compileConfigValidator();
await buildLibraries();
await copyRulePages("dist/rules");

const { outputFiles, metafile } = await build({
  entryPoints: ["src/index.ts"],
  outfile: "dist/wildegress.cjs",
  write: false,
  metafile: true,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  // What is not there need not be read from disk at every start.
  minifyWhitespace: true,
  minifySyntax: true,
  minifyIdentifiers: true,
  // bin/run.js reads the file byte by byte.
  charset: "ascii",
  legalComments: "none",
  // Node loads its own modules no lazier by import() than by require(), and vm.Script knows only the latter.
  supported: { "dynamic-import": false },
  plugins: [yamlForEsbuild(), lazyBuiltins()],
  define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  logLevel: "warning",
});
const code = outputFiles[0].text;
// The code cache of bin/code-cache.js is kept by this name.
const id = createHash("sha256").update(code).digest("hex").slice(0, 16);
await writeFile("dist/wildegress.cjs", `// build ${id}\n${code}`);
// What esbuild saw in runs of its own, or not at all: the validators carry code of ajv, schemas/public-suffixes.txt is data of tldts.
const besides = ["node_modules/ajv/", "node_modules/tldts/", ...LIBRARY_FILES];
const licences = await licencesOf([...Object.keys(metafile.inputs), ...besides]);
await writeFile("dist/THIRD_PARTY_LICENSES.txt", licences);
await emitTypes("dist/types");
