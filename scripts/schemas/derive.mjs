// Derives schemas/{istio,kubernetes,gateway-api}/*.json from the Go modules named in sources.mjs. Needs Go; run by hand
// when a source changes, and commit what it writes: nothing else in the repository needs the modules.
// Usage: node scripts/schemas/derive.mjs
import { join } from "node:path";
import { closeCrdSchema, documentSchema } from "./crd-schema.mjs";
import { minorOf, overlay, projectHistory, releasesOf, servedVersions } from "./istio-history.mjs";
import { definitionsOfKind, kubernetesSchemas } from "./kubernetes-schema.mjs";
import { operatorSpecSchema } from "./operator-schema.mjs";
import { GATEWAY_API, ISTIO, ISTIO_API, KUBERNETES, ROOT, readCrds, readSwagger, readText } from "./sources.mjs";
import { Definitions, Roots, writeStoreFile } from "./store.mjs";

const CRD_FILE = "kubernetes/customresourcedefinitions.gen.yaml";
const OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

const ISTIO_KINDS = {
  "networking.istio.io": [
    "DestinationRule",
    "EnvoyFilter",
    "Gateway",
    "ProxyConfig",
    "ServiceEntry",
    "Sidecar",
    "VirtualService",
  ],
  "security.istio.io": ["AuthorizationPolicy", "PeerAuthentication"],
  "telemetry.istio.io": ["Telemetry"],
};

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

const swaggers = new Map(KUBERNETES.map((version) => [version, readSwagger(version).definitions]));
const newestKubernetes = KUBERNETES.at(-1);
const newestDefinitions = kubernetesSchemas(swaggers.get(newestKubernetes));
const metadata = newestDefinitions(OBJECT_META);
const metadataSource = {
  module: "k8s.io/kubernetes",
  version: newestKubernetes,
  file: "api/openapi-spec/swagger.json",
  for: "metadata",
};

deriveIstio();
deriveOperator();
deriveKubernetes();
deriveGatewayApi();

function deriveIstio() {
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
        const spec = overlay(projectHistory(kind, release), closeCrdSchema(crd.properties.spec));
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
      write("istio", { kind, group, versioning: "istio", releases, sources }, roots, definitions);
    }
  }
}

/** Root schema of the CRD that belongs to a release: its own module's, else the next later one's. */
function crdOf(crds, release, group, kind) {
  const nearest = [...crds.keys()].find((candidate) => minorOf(candidate) >= minorOf(release));
  const crd = crds.get(nearest).find(({ spec }) => spec.group === group && spec.names.kind === kind);
  return crd.spec.versions[0].schema.openAPIV3Schema;
}

function deriveOperator() {
  const file = "operator/pkg/apis/types.go";
  const spec = operatorSpecSchema(readText("istio.io/istio", ISTIO, file), newestDefinitions);
  const definitions = new Definitions();
  const roots = new Roots();
  const releases = releasesOf("Gateway");
  // A file for istioctl needs no name.
  const root = definitions.intern(documentSchema(spec, { metadata, required: ["apiVersion", "kind"] })).$ref;
  releases.forEach((release, index) => {
    roots.add({ apiVersion: "install.istio.io/v1alpha1", release, previous: releases[index - 1], root });
  });
  const sources = [{ module: "istio.io/istio", version: ISTIO, file, for: "spec" }, metadataSource];
  write(
    "istio",
    { kind: "IstioOperator", group: "install.istio.io", versioning: "istio", releases, sources },
    roots,
    definitions,
  );
}

function deriveKubernetes() {
  for (const [group, kind] of KUBERNETES_KINDS) {
    const definitions = new Definitions();
    const roots = new Roots();
    const releases = KUBERNETES.map(minorName);
    KUBERNETES.forEach((version, index) => {
      const swagger = swaggers.get(version);
      const resolve = kubernetesSchemas(swagger);
      for (const [apiVersion, name] of Object.entries(definitionsOfKind(swagger, group, kind))) {
        const schema = resolve(name);
        const properties = { ...schema.properties };
        if (properties.status !== undefined) properties.status = {};
        const required = [...new Set([...(schema.required ?? []), "apiVersion", "kind", "metadata"])].sort();
        const root = definitions.intern({ ...schema, properties, required }).$ref;
        roots.add({ apiVersion, release: releases[index], previous: releases[index - 1], root });
      }
    });
    const sources = KUBERNETES.map((version) => ({
      module: "k8s.io/kubernetes",
      version,
      file: "api/openapi-spec/swagger.json",
    }));
    write("kubernetes", { kind, group, versioning: "kubernetes", releases, sources }, roots, definitions);
  }
}

function deriveGatewayApi() {
  const group = "gateway.networking.k8s.io";
  const releases = GATEWAY_API.map(minorName);
  for (const kind of GATEWAY_API_KINDS) {
    const definitions = new Definitions();
    const roots = new Roots();
    const sources = [];
    GATEWAY_API.forEach((version, index) => {
      for (const channel of ["standard", "experimental"]) {
        const file = `config/crd/${channel}/${group}_${kind.toLowerCase()}s.yaml`;
        const crd = readCrdIfThere("sigs.k8s.io/gateway-api", version, file);
        if (crd === undefined) continue;
        sources.push({ module: "sigs.k8s.io/gateway-api", version, file });
        for (const served of crd.spec.versions.filter((candidate) => candidate.served)) {
          const schema = served.schema.openAPIV3Schema;
          const required = ["apiVersion", "kind", "metadata", ...(schema.required ?? [])];
          const spec = closeCrdSchema(schema.properties.spec);
          const root = definitions.intern(documentSchema(spec, { metadata, required })).$ref;
          roots.add({
            apiVersion: `${group}/${served.name}`,
            channel,
            release: releases[index],
            previous: releases[index - 1],
            root,
          });
        }
      }
    });
    sources.push(metadataSource);
    write("gateway-api", { kind, group, versioning: "gateway-api", releases, sources }, roots, definitions);
  }
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

function write(folder, header, roots, definitions) {
  writeStoreFile(join(ROOT, "schemas", folder, `${header.kind}.json`), header, roots, definitions);
}
