import type { ConfigObject, FieldPlace } from "../../model/world/config-object.ts";
import type { World } from "../../model/world/world.ts";
import type { Path } from "../rule.ts";
import { isMap } from "../schema/problems.ts";
import type { Replaced } from "./checked-mesh.ts";

/** Groups whose kinds the world lists by their bare names; "" is Kubernetes' own core. */
const GROUPS =
  /^(?:|apps|autoscaling|policy|networking\.k8s\.io|rbac\.authorization\.k8s\.io|gateway\.networking\.k8s\.io|[a-z]+\.istio\.io)$/;

/** Gathers the manifests of a run, each with a way to find its fields. Only what its schema accepts belongs here: the model takes types for granted. */
export class WorldBuilder {
  readonly replaced: Replaced[] = [];
  private readonly kinds = new Map<string, Map<string, ConfigObject>>();

  /** @param value without nulls */
  add(value: unknown, locate: (path: Path) => FieldPlace): ConfigObject | undefined {
    if (!isMap(value) || typeof value.kind !== "string" || typeof value.apiVersion !== "string") return undefined;
    const { apiVersion, kind } = value;
    const slash = apiVersion.indexOf("/");
    const group = slash < 0 ? "" : apiVersion.slice(0, slash);
    const metadata = isMap(value.metadata) ? value.metadata : {};
    if (!GROUPS.test(group) || typeof metadata.name !== "string") return undefined;
    const object: ConfigObject = {
      apiVersion,
      kind,
      name: metadata.name,
      namespace: typeof metadata.namespace === "string" && metadata.namespace !== "" ? metadata.namespace : "default",
      labels: textsOf(metadata.labels),
      annotations: textsOf(metadata.annotations),
      created: typeof metadata.creationTimestamp === "string" ? metadata.creationTimestamp : "",
      spec: isMap(value.spec) ? value.spec : {},
      value,
      locate: (path) => locate(path),
    };
    this.keep(group === "gateway.networking.k8s.io" && kind === "Gateway" ? "KubernetesGateway" : kind, object);
    return object;
  }

  /** Of two with one name the last stays, as with `kubectl apply`. */
  private keep(kind: string, object: ConfigObject): void {
    const objects = this.kinds.get(kind) ?? new Map<string, ConfigObject>();
    this.kinds.set(kind, objects);
    const key = `${object.namespace}/${object.name}`;
    const before = objects.get(key);
    if (before !== undefined) this.replaced.push({ object: before, by: object });
    objects.delete(key);
    objects.set(key, object);
  }

  get world(): World {
    const lists = new Map([...this.kinds].map(([kind, objects]) => [kind, [...objects.values()]]));
    return {
      of: <Spec>(kind: string) => (lists.get(kind) ?? []) as unknown as readonly ConfigObject<Spec>[],
      otherKinds: [],
    };
  }
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
