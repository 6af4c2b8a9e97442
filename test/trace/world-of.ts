import type { ConfigObject } from "../../src/model/world/config-object.ts";
import type { World } from "../../src/model/world/world.ts";
import type { KubernetesObject } from "./observation.ts";

/** The model's view of objects that an API server gave back: they stand in no file. */
export function worldOf(objects: readonly KubernetesObject[]): World {
  const byKind = new Map<string, ConfigObject[]>();
  for (const object of objects) {
    const kind = kindOf(object);
    byKind.set(kind, [...(byKind.get(kind) ?? []), configObject(object)]);
  }
  return {
    of: <Spec>(kind: string) => (byKind.get(kind) ?? []) as unknown as readonly ConfigObject<Spec>[],
    otherKinds: [],
  };
}

function kindOf({ apiVersion, kind }: KubernetesObject): string {
  return kind === "Gateway" && apiVersion.startsWith("gateway.networking.k8s.io/") ? "KubernetesGateway" : kind;
}

function configObject(object: KubernetesObject): ConfigObject {
  const { name, namespace = "", creationTimestamp = "" } = object.metadata;
  const { labels = {}, annotations = {} } = object.metadata as {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  return {
    ...{ apiVersion: object.apiVersion, kind: object.kind, name, namespace, labels, annotations },
    created: creationTimestamp,
    spec: (object.spec ?? {}) as Readonly<Record<string, unknown>>,
    value: object,
    locate: () => ({ kind: "file", file: `${object.kind}/${namespace}/${name}`, line: 1, column: 1 }),
  };
}
