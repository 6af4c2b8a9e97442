import type { ConfigObject } from "../../src/model/world/config-object.ts";
import type { World } from "../../src/model/world/world.ts";

interface Sketch {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly created?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: object;
  readonly value?: object;
}

const API_GROUPS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: "security.istio.io/v1",
  NetworkPolicy: "networking.k8s.io/v1",
  Service: "v1",
  Pod: "v1",
  ConfigMap: "v1",
  Namespace: "v1",
};

/** An object that was never in a file: its places are its own name. */
export function object({
  kind,
  namespace = "default",
  name,
  created = "",
  labels = {},
  spec = {},
  value = {},
}: Sketch): ConfigObject {
  const apiVersion = API_GROUPS[kind] ?? "networking.istio.io/v1";
  return {
    apiVersion,
    kind,
    namespace,
    name,
    created,
    labels,
    annotations: {},
    spec: spec as ConfigObject["spec"],
    value: { apiVersion, kind, metadata: { name, namespace, labels }, spec, ...value },
    locate: (path) => ({
      kind: "file",
      file: `${kind}-${name}.yaml`,
      line: path.length + 1,
      column: 1,
      path: path.join("."),
    }),
  };
}

export function worldOf(...objects: readonly ConfigObject[]): World {
  return {
    of: <Spec>(kind: string) => objects.filter((one) => one.kind === kind) as unknown as readonly ConfigObject<Spec>[],
    otherKinds: [],
  };
}
