// Makes schemas/envoy-types.json: the protobuf types that istiod reads patch.value of an EnvoyFilter into, by Istio release.
// Usage: node scripts/schemas/envoy-types.mjs          (needs Go and a network, once; docs/schemas.md says what is in the file)
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { mergeTypes } from "./envoy-types-text.mjs";
import { moduleFolder, ROOT } from "./sources.mjs";

const OUT = join(ROOT, "schemas/envoy-types.json");

/**
 * Snapshots of Istio, oldest first, and where they stand in the order of releases: 16 is release 1.16, and 16.5 is the main branch after 1.16 was
 * cut and before 1.17 was. What the snapshots around a release agree on holds for it, too.
 */
export const SNAPSHOTS = [
  { at: 9.5, version: "v0.0.0-20210126155301-c18b82ae7269" },
  { at: 11.5, version: "v0.0.0-20210825081007-437970b95b6a" },
  { at: 13, version: "v0.0.0-20220516185659-202e88863858" },
  { at: 16, version: "v0.0.0-20230519000352-ae8d5164776c" },
  { at: 18, version: "v0.0.0-20230713183549-b39cf4080772" },
  { at: 21.5, version: "v0.0.0-20240218163812-d80ef7b19049" },
  { at: 30.5, version: "v0.0.0-20260423205519-b01690e6db7d" },
  { at: 31, version: "v0.0.0-20260827124520-eed52ebb66ad" },
];

/** Modules with types that Envoy's configuration is made of. In some releases one is part of another. */
const MODULES =
  /^(?:github\.com\/(?:envoyproxy\/(?:go-control-plane(?:\/envoy|\/contrib)?|protoc-gen-validate)|cncf\/(?:xds|udpa)\/go|census-instrumentation\/opencensus-proto|prometheus\/client_model|golang\/protobuf)|google\.golang\.org\/(?:protobuf|genproto(?:\/googleapis\/(?:api|rpc))?)|go\.opentelemetry\.io\/proto\/otlp|cel\.dev\/expr|istio\.io\/api)$/;

/** What istiod imports besides the list in filter_types.gen.go. */
const BESIDES = ["github.com/cncf/xds/go/udpa/type/v1", "github.com/cncf/udpa/go/udpa/type/v1"];

/** Types that may stand in a configuration: what patches apply to, and what an Any may name. */
export const CONFIGURATION = /^(?:envoy\.(?:config|extensions|type|watchdog|tcp)|xds|udpa\.type|istio\.envoy)\./;

/** Packages of types that istiod knows besides, for its own purposes (protoregistry.GlobalTypes of pilot-discovery 1.31). */
export const OTHERS = [
  "agentgateway.dev.resource",
  "config",
  "gnostic.extension.v1",
  "grpc.binarylog.v1",
  "grpc.health.v1",
  "grpc.reflection.v1",
  "grpc.reflection.v1alpha",
  "istio.analysis.v1alpha1",
  "istio.extensions.v1alpha1",
  "istio.mcp.v1alpha1",
  "istio.mesh.v1alpha1",
  "istio.meta.v1alpha1",
  "istio.networking.nds.v1",
  "istio.networking.v1alpha3",
  "istio.networking.v1beta1",
  "istio.operator.v1alpha1",
  "istio.security",
  "istio.security.v1beta1",
  "istio.telemetry.v1alpha1",
  "istio.type.v1beta1",
  "istio.v1.auth",
  "istio.workload",
  "openapi.v2",
  "openapi.v3",
  "pb",
  "stats",
];

/** The file, as text. */
export function deriveEnvoyTypes() {
  const snapshots = SNAPSHOTS.map(({ at, version }) => ({ at, version, types: typesOf(version) }));
  return mergeTypes(snapshots, { roots: (name) => CONFIGURATION.test(name), others: OTHERS });
}

/** Types that istiod of a version of Istio's module knows, by full name. */
export function typesOf(version) {
  const istio = moduleFolder("istio.io/istio", version);
  const list = readFileSync(join(istio, "pkg/config/xds/filter_types.gen.go"), "utf8");
  const roots = [...list.matchAll(/_ "([^"]+)"/g)].map(([, path]) => path).filter((path) => !/\/v4alpha/.test(path));
  const modules = Object.fromEntries(foldersOf(istio).concat([["istio.io/istio", istio]]));
  const input = JSON.stringify({ modules, roots: [...roots, ...BESIDES] });
  const answer = execFileSync("go", ["run", "."], {
    cwd: join(ROOT, "scripts/schemas/envoy-types"),
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return JSON.parse(answer);
}

/** Whether all modules that are read are in the local module cache, without asking any network. */
export function snapshotsAreThere() {
  try {
    const cache = execFileSync("go", ["env", "GOMODCACHE"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    return SNAPSHOTS.every(({ version }) => {
      const istio = join(cache, `istio.io/istio@${version}`);
      return existsSync(istio) && requirementsOf(istio).every((module) => existsSync(join(cache, module)));
    });
  } catch {
    return false;
  }
}

/** Modules with types in the go.mod of a version of Istio: `module@version`. */
function requirementsOf(istio) {
  return [...readFileSync(join(istio, "go.mod"), "utf8").matchAll(/^\s*(?:require )?(\S+) (v\S+)/gm)]
    .filter(([, module]) => MODULES.test(module))
    .map(([, module, version]) => `${module}@${version}`);
}

/** Modules that a version of Istio is built with, and their folders, downloaded and checked by Istio's own sums. */
function foldersOf(istio) {
  const folder = mkdtempSync(join(tmpdir(), "envoy-types-"));
  try {
    for (const file of ["go.mod", "go.sum"]) {
      copyFileSync(join(istio, file), join(folder, file));
      chmodSync(join(folder, file), 0o644);
    }
    const answer = execFileSync("go", ["mod", "download", "-json", ...requirementsOf(istio)], {
      cwd: folder,
      encoding: "utf8",
    });
    return JSON.parse(`[${answer.replace(/\}\s*\{/g, "},{")}]`).map(({ Path, Dir }) => [Path, Dir]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  writeFileSync(OUT, deriveEnvoyTypes());
}
