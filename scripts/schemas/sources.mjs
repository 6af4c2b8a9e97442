// Where the schemas come from: Go modules, by exact version, fetched by Go's own client and checked by its sums.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Versions of istio.io/api whose published CRDs are read; the field history covers the releases between and before. */
export const ISTIO_API = { 1.24: "v1.24.2", "1.30": "v1.30.8", 1.31: "v1.31.4" };
export const CRD_FILE = "kubernetes/customresourcedefinitions.gen.yaml";

export const ISTIO_KINDS = {
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

export const ISTIO = "v0.0.0-20260827124520-eed52ebb66ad";

/**
 * Snapshots of Kubernetes. A minor without one is read from the next later one. The minors that took a version of an API
 * away or brought one that matters here (1.21 to 1.23, 1.25, 1.26), and those just before, have their own or no Istio
 * release ends at them.
 */
export const KUBERNETES = [
  "v1.16.15",
  "v1.18.20",
  "v1.20.15",
  "v1.21.14",
  "v1.22.17",
  "v1.23.17",
  "v1.25.16",
  "v1.26.15",
  "v1.28.15",
  "v1.30.14",
  "v1.33.5",
  "v1.36.3",
];

/** The Gateway API in Istio's go.mod, from that Istio release on (where it was a commit between releases, the release before). */
export const GATEWAY_API = {
  1.16: "v0.5.1",
  1.18: "v0.6.2",
  1.19: "v0.8.0",
  "1.20": "v1.0.0",
  1.22: "v1.1.0",
  1.24: "v1.2.1",
  1.26: "v1.3.0",
  1.28: "v1.4.1",
  "1.30": "v1.5.1",
  1.31: "v1.6.0",
};

/** The folder of a Go module's version in the module cache, downloaded first when it is not there. */
export function moduleFolder(module, version) {
  const answer = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], {
    encoding: "utf8",
    cwd: "/",
  });
  return JSON.parse(answer).Dir;
}

export function readCrds(module, version, ...path) {
  return parseAllDocuments(readFileSync(join(moduleFolder(module, version), ...path), "utf8"))
    .map((document) => document.toJS())
    .filter((value) => value?.kind === "CustomResourceDefinition");
}

export function readSwagger(version) {
  const file = join(moduleFolder("k8s.io/kubernetes", version), "api/openapi-spec/swagger.json");
  return JSON.parse(readFileSync(file, "utf8"));
}

export function readText(module, version, ...path) {
  return readFileSync(join(moduleFolder(module, version), ...path), "utf8");
}

/** Whether all modules above are in the local module cache, without asking any network. */
export function modulesAreThere() {
  const modules = [
    ...Object.values(ISTIO_API).map((version) => `istio.io/api@${version}`),
    `istio.io/istio@${ISTIO}`,
    ...KUBERNETES.map((version) => `k8s.io/kubernetes@${version}`),
    ...Object.values(GATEWAY_API).map((version) => `sigs.k8s.io/gateway-api@${version}`),
  ];
  try {
    const cache = execFileSync("go", ["env", "GOMODCACHE"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    return modules.every((module) => existsSync(join(cache, module)));
  } catch {
    return false;
  }
}
