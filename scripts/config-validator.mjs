// Compiles schemas/wildegress.schema.json to dist/config-validator.cjs, so that no schema is compiled at run time.
// Usage: node scripts/config-validator.mjs
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SCHEMA = join(ROOT, "schemas/wildegress.schema.json");
const OUT_FILE = join(ROOT, "dist/config-validator.cjs");

/** Writes a CommonJS module that is a function `(data) => boolean` with `errors`, as ajv makes it. */
export async function compileConfigValidator() {
  const { default: Ajv } = await import("ajv");
  const { default: standaloneCode } = await import("ajv/dist/standalone/index.js");
  const { build } = await import("esbuild");
  const ajv = new Ajv.default({ allErrors: true, allowUnionTypes: true, verbose: true, code: { source: true } });
  const validate = ajv.compile(JSON.parse(await readFile(SCHEMA, "utf8")));
  await mkdir(dirname(OUT_FILE), { recursive: true });
  await build({
    stdin: { contents: standaloneCode.default(ajv, validate), resolveDir: ROOT, loader: "js" },
    outfile: OUT_FILE,
    bundle: true,
    minify: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    legalComments: "none",
    logLevel: "warning",
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  await compileConfigValidator();
}
