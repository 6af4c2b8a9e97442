// Derives schemas/{istio,kubernetes,gateway-api}/*.json from the Go modules named in sources.mjs. Needs Go; run by hand
// when a source changes, and commit what it writes: nothing else in the repository needs the modules.
// Usage: node scripts/schemas/derive.mjs
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { closeCrdSchema, closeIstioSchema, documentSchema } from "./crd-schema.mjs";
import { ISTIO_RELEASES, minorOf, overlay, projectHistory, releasesOf, servedVersions } from "./istio-history.mjs";
import { definitionsOfKind, kubernetesSchemas } from "./kubernetes-schema.mjs";
import { operatorSpecSchema } from "./operator-schema.mjs";
import {
  CRD_FILE,
  GATEWAY_API,
  ISTIO,
  ISTIO_API,
  ISTIO_KINDS,
  KUBERNETES,
  ROOT,
  readCrds,
  readSwagger,
  readText,
} from "./sources.mjs";
import { Definitions, mapValues, Roots, writeStoreFile } from "./store.mjs";

const SWAGGER_FILE = "api/openapi-spec/swagger.json";
const OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

const KUBERNETES_KINDS = [
  ["", "ConfigMap"],
  ["", "Namespace"],
  ["", "Pod"],
  ["", "Service"],
  ["", "ServiceAccount"],
  ["apps", "Deployment"],
  ["autoscaling", "HorizontalPodAutoscaler"],
  ["networking.k8s.io", "NetworkPolicy"],
  ["policy", "PodDisruptionBudget"],
  ["rbac.authorization.k8s.io", "Role"],
  ["rbac.authorization.k8s.io", "RoleBinding"],
];

const GATEWAY_API_KINDS = ["Gateway", "ReferenceGrant", "TLSRoute"];

const istioFacts = parse(readFileSync(join(ROOT, "schemas/istio/releases.yaml"), "utf8"), { merge: true });

/**
 * Derives the whole store.
 *
 * @param {{ outDir: string }} options the folder in which `istio/`, `kubernetes/` and `gateway-api/` are written
 */
export function deriveStore({ outDir }) {
  const swaggers = new Map(KUBERNETES.map((version) => [version, readSwagger(version).definitions]));
  const newest = KUBERNETES.at(-1);
  const kubernetes = kubernetesSchemas(swaggers.get(newest));
  const context = {
    swaggers,
    kubernetes,
    metadata: kubernetes(OBJECT_META),
    metadataSource: { module: "k8s.io/kubernetes", version: newest, file: SWAGGER_FILE, for: "metadata" },
    write: (folder, header, roots, definitions) =>
      writeStoreFile(join(outDir, folder, `${header.kind}.json`), header, roots, definitions),
  };
  deriveIstio(context);
  deriveOperator(context);
  deriveKubernetes(context);
  deriveGatewayApi(context);
}

function deriveIstio({ metadata, metadataSource, write }) {
  const crds = new Map(
    Object.entries(ISTIO_API).map(([release, version]) => [release, readCrds("istio.io/api", version, CRD_FILE)]),
  );
  for (const [group, kinds] of Object.entries(ISTIO_KINDS)) {
    for (const kind of kinds) {
      const releases = releasesOf(kind);
      const definitions = new Definitions();
      const roots = new Roots();
      releases.forEach((release, index) => {
        const crd = crdOf(crds, release, group, kind);
        const spec = overlay(projectHistory(kind, release), closeIstioSchema(crd.properties.spec));
        const required = ["apiVersion", "kind", "metadata", ...(crd.required ?? [])];
        const root = definitions.intern(documentSchema(spec, { metadata, required })).$ref;
        for (const version of servedVersions(kind, release)) {
          roots.add({ apiVersion: `${group}/${version}`, release, previous: releases[index - 1], root });
        }
      });
      const sources = [
        { file: "schemas/sources/istio-field-history.json", for: "fields by release" },
        ...Object.values(ISTIO_API).map((version) => ({
          module: "istio.io/api",
          version,
          file: CRD_FILE,
          for: "alternatives, null",
        })),
        metadataSource,
      ];
      write("istio", { kind, group, sources }, roots, definitions);
    }
  }
}

/** Root schema of the CRD that belongs to a release: its own module's, else the next later one's. */
function crdOf(crds, release, group, kind) {
  const nearest = [...crds.keys()].find((candidate) => minorOf(candidate) >= minorOf(release));
  const crd = crds.get(nearest).find(({ spec }) => spec.group === group && spec.names.kind === kind);
  return crd.spec.versions[0].schema.openAPIV3Schema;
}

function deriveOperator({ kubernetes, metadata, metadataSource, write }) {
  const file = "operator/pkg/apis/types.go";
  const spec = operatorSpecSchema(readText("istio.io/istio", ISTIO, file), kubernetes);
  const definitions = new Definitions();
  const roots = new Roots();
  const releases = releasesOf("Gateway");
  // A file for istioctl needs no name.
  const root = definitions.intern(documentSchema(spec, { metadata, required: ["apiVersion", "kind"] })).$ref;
  releases.forEach((release, index) => {
    roots.add({ apiVersion: "install.istio.io/v1alpha1", release, previous: releases[index - 1], root });
  });
  const sources = [{ module: "istio.io/istio", version: ISTIO, file, for: "spec" }, metadataSource];
  write("istio", { kind: "IstioOperator", group: "install.istio.io", sources }, roots, definitions);
}

/**
 * Kubernetes' kinds by Istio release: of the Kubernetes versions that the release runs on, the newest that serves the
 * apiVersion has the say.
 */
function deriveKubernetes({ swaggers, write }) {
  for (const [group, kind] of KUBERNETES_KINDS) {
    const definitions = new Definitions();
    const byVersion = new Map(
      KUBERNETES.map((version) => [version, rootsOfSnapshot(swaggers.get(version), group, kind, definitions)]),
    );
    const roots = new Roots();
    ISTIO_RELEASES.forEach((release, index) => {
      const snapshots = snapshotsFor(release);
      for (const apiVersion of new Set(snapshots.flatMap((version) => Object.keys(byVersion.get(version))))) {
        const version = snapshots.findLast((candidate) => byVersion.get(candidate)[apiVersion] !== undefined);
        const root = byVersion.get(version)[apiVersion];
        roots.add({
          apiVersion,
          release,
          previous: ISTIO_RELEASES[index - 1],
          root,
          of: `Kubernetes ${minorName(version)}`,
        });
      }
    });
    const sources = KUBERNETES.map((version) => ({ module: "k8s.io/kubernetes", version, file: SWAGGER_FILE }));
    write("kubernetes", { kind, group, sources }, roots, definitions);
  }
}

function rootsOfSnapshot(swagger, group, kind, definitions) {
  const resolve = kubernetesSchemas(swagger);
  return mapValues(definitionsOfKind(swagger, group, kind), (name) => {
    const schema = resolve(name);
    const properties = { ...schema.properties };
    if (properties.status !== undefined) properties.status = {};
    const required = [...new Set([...(schema.required ?? []), "apiVersion", "kind", "metadata"])].sort();
    return definitions.intern({ ...schema, properties, required }).$ref;
  });
}

/** The snapshots that stand for the Kubernetes versions which an Istio release runs on, oldest first. */
function snapshotsFor(release) {
  const [oldest, newest] = istioFacts.runtime.releases[release].kubernetes.map(minorOf);
  const minors = KUBERNETES.map((version) => minorOf(minorName(version)));
  const first = minors.findLastIndex((minor) => minor <= oldest);
  const last = minors.findIndex((minor) => minor >= newest);
  return KUBERNETES.slice(Math.max(first, 0), last + 1);
}

/** The Gateway API by Istio release: the release of it in Istio's go.mod, with the experimental channel's fields. */
function deriveGatewayApi({ metadata, metadataSource, write }) {
  const group = "gateway.networking.k8s.io";
  const releases = ISTIO_RELEASES.filter((release) => minorOf(release) >= minorOf(Object.keys(GATEWAY_API)[0]));
  for (const kind of GATEWAY_API_KINDS) {
    const definitions = new Definitions();
    const roots = new Roots();
    const sources = new Map();
    releases.forEach((release, index) => {
      const since = Object.keys(GATEWAY_API).findLast((candidate) => minorOf(candidate) <= minorOf(release));
      const version = GATEWAY_API[since];
      for (const [name, { schema, file }] of servedByGatewayApi(version, group, kind)) {
        sources.set(`${version} ${file}`, { module: "sigs.k8s.io/gateway-api", version, file });
        const required = ["apiVersion", "kind", "metadata", ...(schema.required ?? [])];
        const spec = closeCrdSchema(schema.properties.spec);
        const root = definitions.intern(documentSchema(spec, { metadata, required })).$ref;
        const of = `Gateway API ${minorName(version)}`;
        roots.add({ apiVersion: `${group}/${name}`, release, previous: releases[index - 1], root, of });
      }
    });
    write("gateway-api", { kind, group, sources: [...sources.values(), metadataSource] }, roots, definitions);
  }
}

/** Served versions of a kind and their schemas; of a version that both channels have, the experimental one, which has more. */
function servedByGatewayApi(version, group, kind) {
  const served = new Map();
  for (const channel of ["standard", "experimental"]) {
    const file = `config/crd/${channel}/${group}_${kind.toLowerCase()}s.yaml`;
    const crd = readCrdIfThere("sigs.k8s.io/gateway-api", version, file);
    for (const candidate of crd?.spec.versions ?? []) {
      if (candidate.served) served.set(candidate.name, { schema: candidate.schema.openAPIV3Schema, file });
    }
  }
  return served;
}

function readCrdIfThere(module, version, file) {
  try {
    return readCrds(module, version, file)[0];
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** v1.36.3 → 1.36 */
function minorName(version) {
  return version.replace(/^v(\d+\.\d+)\..*$/, "$1");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  deriveStore({ outDir: join(ROOT, "schemas") });
}
