import { isDeepStrictEqual } from "node:util";
import { type KubernetesObject, PARTS, type Resource } from "../resources/resource.ts";

/**
 * Kinds in the order in which they are applied inside a part: what others refer to comes before them, what receives traffic before what
 * sends it there, and what decides who may pass before what opens the way. Kinds that are not here come last.
 */
const KIND_ORDER = [
  "Namespace",
  "ServiceAccount",
  "Role",
  "RoleBinding",
  "ConfigMap",
  "Service",
  "Deployment",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "ProxyConfig",
  "Telemetry",
  "PeerAuthentication",
  "AuthorizationPolicy",
  "EnvoyFilter",
  "KubernetesGateway",
  "DestinationRule",
  "Gateway",
  "ReferenceGrant",
  "TLSRoute",
  "VirtualService",
  // A ServiceEntry alone opens the direct way: it comes when the route to the gateway is there, and goes before it.
  "ServiceEntry",
  "Sidecar",
  "NetworkPolicy",
] as const;

const RANKS: ReadonlyMap<string, number> = new Map(KIND_ORDER.map((kind, rank) => [kind, rank]));
const KUBERNETES_GATEWAY_GROUP = "gateway.networking.k8s.io";

/**
 * Puts resources in the order in which it is safe to apply them: by part, kind, namespace and name. What is given twice with the same
 * content (two policies that share a gateway) is kept once, in the earlier part.
 *
 * @throws Error when two resources of the same identity differ: that is a bug of a strategy, because the later would undo the earlier.
 */
export function orderResources(resources: readonly Resource[]): Resource[] {
  const sorted = resources
    .map((resource) => ({ resource, sortKey: sortKeyOf(resource) }))
    .sort((one, other) => compareKeys(one.sortKey, other.sortKey));
  const byIdentity = new Map<string, Resource>();
  for (const { resource } of sorted) {
    const identity = identityOf(resource.manifest);
    const known = byIdentity.get(identity);
    if (known === undefined) byIdentity.set(identity, resource);
    else if (!isDeepStrictEqual(known.manifest, resource.manifest)) {
      throw new Error(`two different resources are ${identity}`);
    }
  }
  return [...byIdentity.values()];
}

/** `networking.istio.io ServiceEntry default/wikipedia`: what makes a resource that one and no other, whatever its API version. */
export function identityOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const place = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  return `${groupOf(apiVersion)} ${kind} ${place}`.trimStart();
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

type SortKey = readonly [part: number, rank: number, namespace: string, name: string];

function sortKeyOf({ manifest, part }: Resource): SortKey {
  const { apiVersion, kind, metadata } = manifest;
  const known = kind === "Gateway" && groupOf(apiVersion) === KUBERNETES_GATEWAY_GROUP ? "KubernetesGateway" : kind;
  return [PARTS.indexOf(part), RANKS.get(known) ?? KIND_ORDER.length, metadata.namespace ?? "", metadata.name];
}

function compareKeys(one: SortKey, other: SortKey): number {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? "";
    if (value !== against) return value < against ? -1 : 1;
  }
  return 0;
}
