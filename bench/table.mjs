// Prints, as JSON, how many milliseconds a tracer takes for many names, and a bare loop over suffixes in a Set for the same.
// Usage: node bench/table.mjs MANIFESTS DOMAINS NAMES
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { yamlForEsbuild } from "../scripts/yaml-import.mjs";
import { median } from "./measure.mjs";

const ROUNDS = 5;
const [manifests, domains, names] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const list = names.trimEnd().split("\n");
const suffixes = new Set(
  domains
    .trimEnd()
    .split("\n")
    .map((domain) => domain.slice("*.".length)),
);

const judge = await makeJudge();
const times = { tracer: [], loop: [] };
for (let round = 0; round <= ROUNDS; round++) {
  const [tracer, reached] = timed((name) => judge(name).outcome === "reached");
  const [loop, listed] = timed(isListed);
  if (reached !== listed) throw new Error(`the tracer reaches ${reached} names, and ${listed} are listed`);
  // The first round fills what both keep.
  if (round === 0) continue;
  times.tracer.push(tracer);
  times.loop.push(loop);
}
console.log(JSON.stringify({ tracer: median(times.tracer), loop: median(times.loop) }));

function timed(test) {
  let count = 0;
  const begin = process.hrtime.bigint();
  for (const name of list) if (test(name)) count++;
  return [Number(process.hrtime.bigint() - begin) / 1e6, count];
}

function isListed(name) {
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    if (suffixes.has(name.slice(dot + 1))) return true;
  }
  return false;
}

/** The library does not export the tracer, so it is bundled here as the build does. */
async function makeJudge() {
  const folder = await mkdtemp(join(tmpdir(), "wildegress-bench-"));
  const outfile = join(folder, "tracer.cjs");
  const contents = `
    export { lazyDocuments } from "./documents/lazy-documents.ts";
    export { makeObject } from "./model/world/make-object.ts";
    export { templateAsked } from "./trace/ask/connection-asked.ts";
    export { settle } from "./trace/ask/settings.ts";
    export { makeTracer } from "./trace/tracer.ts";
    export { NEWEST_RELEASE } from "./istio/release.ts";`;
  await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL("../src", import.meta.url)), loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    plugins: [yamlForEsbuild()],
    logLevel: "error",
  });
  const tracing = createRequire(import.meta.url)(outfile);
  await rm(folder, { recursive: true });
  const objects = tracing
    .lazyDocuments(manifests, "manifests.yaml")
    .map(({ document }) => tracing.makeObject({ value: document.value, path: [] }, document, "default"));
  const world = { of: (kind) => objects.filter((object) => object.kind === kind), otherKinds: [] };
  const facts = { release: tracing.NEWEST_RELEASE, releaseKnown: true, addresses: new Map(), config: undefined };
  const { settings } = tracing.settle(facts, { outbound: "REGISTRY_ONLY" }, world);
  const { connection } = tracing.templateAsked({ from: "default/sleep" }, undefined, world);
  return tracing.makeTracer(world, settings).verdicts(connection);
}
