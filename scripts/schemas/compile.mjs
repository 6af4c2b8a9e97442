// Compiles the store (schemas/{istio,kubernetes,gateway-api}) to validators, one CommonJS file a kind.
// Usage: node scripts/schemas/compile.mjs [OUT_DIR]        (default dist/validators)
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["gateway-api", "istio", "kubernetes"];
/** Rules in CEL of Istio's kinds; they are evaluated as they stand. */
const CEL_FOLDER = join(ROOT, "schemas/istio/cel");
const STAMP = "inputs.sha256";
const require = createRequire(import.meta.url);

/**
 * Writes to `outDir`, for each kind: `<folder>.<Kind>.cjs`, the validators of all its releases, and `<folder>.<Kind>.json`,
 * the same schemas as data, which is read only to explain what is wrong; `<folder>.<Kind>.cel.json`, its rules in CEL where it has any;
 * and `index.json`, which names them by kind.
 * Does nothing when the folder was made from the same inputs.
 *
 * @param {{ outDir: string }} options
 * @returns {Promise<{ files: number, bytes: number, skipped: boolean }>} what was written; bytes of the .cjs files
 */
export async function compileValidators({ outDir }) {
  const stores = readStores();
  const stamp = inputsHash(stores);
  const stampFile = join(outDir, STAMP);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return { files: 0, bytes: 0, skipped: true };

  const compile = await loadCompiler();
  // Made beside and moved into place: whoever reads meanwhile finds the old files or the new.
  const fresh = `${outDir}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const index = {};
  let bytes = 0;
  for (const { name, store } of stores) {
    const code = await compile(store);
    bytes += Buffer.byteLength(code);
    writeFileSync(join(fresh, `${name}.cjs`), code);
    const { roots, $defs } = store;
    writeFileSync(join(fresh, `${name}.json`), JSON.stringify({ roots, $defs }));
    index[`${store.group}/${store.kind}`] = name;
  }
  for (const file of celFiles()) {
    copyFileSync(join(CEL_FOLDER, file), join(fresh, `istio.${file.replace(/json$/, "cel.json")}`));
  }
  writeFileSync(join(fresh, "index.json"), `${JSON.stringify(index)}\n`);
  writeFileSync(join(fresh, STAMP), stamp);
  rmSync(outDir, { recursive: true, force: true });
  renameSync(fresh, outDir);
  return { files: stores.length, bytes, skipped: false };
}

/** The files of the store, in a fixed order: `{ name: "istio.Gateway", text, store }`. */
export function readStores() {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, "schemas", folder))
      .filter((file) => file.endsWith(".json"))
      .sort()
      .map((file) => {
        const text = readFileSync(join(ROOT, "schemas", folder, file), "utf8");
        return { name: `${folder}.${file.slice(0, -".json".length)}`, text, store: JSON.parse(text) };
      }),
  );
}

function celFiles() {
  return readdirSync(CEL_FOLDER).sort();
}

function inputsHash(stores) {
  const hash = createHash("sha256");
  for (const { name, text } of stores) hash.update(`${name}\n${text}`);
  for (const file of celFiles()) hash.update(`${file}\n${readFileSync(join(CEL_FOLDER, file), "utf8")}`);
  for (const file of ["compile.mjs", "lean-code.mjs", "lean-keywords.mjs"])
    hash.update(readFileSync(new URL(file, import.meta.url)));
  for (const tool of ["ajv", "esbuild"]) hash.update(require(`${tool}/package.json`).version);
  return hash.digest("hex");
}

async function loadCompiler() {
  const { default: Ajv } = await import("ajv");
  const { default: standaloneCode } = await import("ajv/dist/standalone/index.js");
  const { build } = await import("esbuild");
  const { LEAN_KEYWORDS, lean } = await import("./lean-keywords.mjs");
  const { leanCode } = await import("./lean-code.mjs");

  return async (store) => {
    const ajv = new Ajv.default({
      messages: false,
      // A function for each definition: inlined, they would stand in every release that uses them.
      inlineRefs: false,
      meta: false,
      validateSchema: false,
      // The schemas come from API servers, which say `minimum` without `type: number` and the like.
      strict: false,
      validateFormats: false,
      code: { source: true },
    });
    for (const keyword of LEAN_KEYWORDS) ajv.addKeyword(keyword);
    const definitions = Object.fromEntries(Object.entries(store.$defs).map(([name, schema]) => [name, lean(schema)]));
    ajv.addSchema({ $id: "store", $defs: definitions });

    const names = [...new Set(store.roots.map(({ root }) => root))];
    const functions = Object.fromEntries(names.map((root, index) => [`root${index}`, `store${root}`]));
    const roots = store.roots.map(({ root, ...run }) => {
      const fields = Object.entries(run).map(([key, value]) => `${key}:${JSON.stringify(value)}`);
      return `{${fields.join(",")},validate:exports.root${names.indexOf(root)}}`;
    });
    const contents = [
      leanCode(standaloneCode.default(ajv, functions)),
      `module.exports={roots:[${roots.join(",")}]};`,
    ].join("\n");
    const result = await build({
      stdin: { contents, resolveDir: ROOT, sourcefile: `${store.kind}.js`, loader: "js" },
      bundle: true,
      write: false,
      minify: true,
      format: "cjs",
      platform: "node",
      target: "node20",
      legalComments: "none",
      logLevel: "warning",
    });
    return result.outputFiles[0].text;
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const outDir = resolve(process.argv[2] ?? join(ROOT, "dist/validators"));
  const { files, bytes, skipped } = await compileValidators({ outDir });
  console.log(skipped ? `${outDir}: up to date` : `${outDir}: ${files} validators, ${Math.ceil(bytes / 1024)} KB`);
}
