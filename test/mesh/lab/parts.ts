import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The programs and files that the mesh is made of. */
export interface Parts {
  readonly envoy: string;
  readonly istiod: string;
  readonly agent: string;
  readonly istioctl: string;
  readonly apiserver: string;
  readonly kubectl: string;
  readonly crds: string;
  readonly gatewayApi: string;
  readonly bootstrap: string;
}

/** Where each part lies in the folder of parts, and the environment variable that names another one. */
const PLACES: Record<keyof Parts, readonly [path: string, variable: string]> = {
  envoy: ["bin/envoy", "WILDEGRESS_MESH_ENVOY"],
  istiod: ["bin/pilot-discovery", "WILDEGRESS_MESH_ISTIOD"],
  agent: ["bin/pilot-agent", "WILDEGRESS_MESH_AGENT"],
  istioctl: ["bin/istioctl", "WILDEGRESS_MESH_ISTIOCTL"],
  apiserver: ["bin/kube-apiserver", "WILDEGRESS_MESH_APISERVER"],
  kubectl: ["bin/kubectl", "WILDEGRESS_MESH_KUBECTL"],
  crds: ["crds.yaml", "WILDEGRESS_MESH_CRDS"],
  gatewayApi: ["gateway-api.yaml", "WILDEGRESS_MESH_GATEWAY_API"],
  bootstrap: ["envoy_bootstrap.json", "WILDEGRESS_MESH_BOOTSTRAP"],
};

export function partsFolder(): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return process.env.WILDEGRESS_MESH_PARTS ?? join(cache, "wildegress-mesh");
}

/** @throws when a part is missing, with the command that gets it. */
export function findParts(): Parts {
  const found = Object.entries(PLACES).map(([part, [path, variable]]) => {
    const file = process.env[variable] ?? join(partsFolder(), path);
    try {
      accessSync(file, constants.R_OK);
    } catch {
      throw new Error(
        `the mesh's part ${part} is not at ${file}: run \`npm run mesh parts\`, or name one with ${variable}`,
      );
    }
    return [part, file];
  });
  return Object.fromEntries(found) as Parts;
}
