import { NAMES } from "../../lab/topology.ts";
import type { Random } from "../random.ts";

/** A Kubernetes object before it is applied. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What the resources of one configuration are about: few names and ports, so that they meet. */
export interface Focus {
  /** Hosts, exact and wildcard, that overlap. */
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
  readonly namespaces: readonly string[];
  /** Whether routes may lead to the gateway: not those of the gateway itself, where a connection would go round until Envoy dies of it. */
  readonly toGateway: boolean;
}

/** Families of hosts that overlap. */
const FAMILIES: readonly (readonly string[])[] = [
  ["*.wikipedia.org", "en.wikipedia.org", "de.wikipedia.org", "www.wikipedia.org", "wikipedia.org"],
  ["*.wikipedia.org", "*.m.wikipedia.org", "en.m.wikipedia.org", "en.wikipedia.org"],
  ["*.org", "*.wikipedia.org", "en.wikipedia.org", "*.wikimedia.org", "wikipedia.org"],
  ["*.wikimedia.org", "upload.wikimedia.org", "www.wikimedia.org", "wikimedia.org"],
  ["*.wikipedia.org", "*.wikimedia.org", "de.wikipedia.org", "upload.wikimedia.org"],
  ["*.wikipedia.org", "*.example.com", "www.example.com", "en.wikipedia.org"],
];
const PORTS: readonly (readonly number[])[] = [[443], [443], [80], [443, 80], [443, 8443], [80, 8080]];

export const CLIENT_NAMESPACES: readonly string[] = ["default", "team-b"];
export const GATEWAY_NAMESPACE = "istio-system";
export const GATEWAY_HOST = "istio-egressgateway.istio-system.svc.cluster.local";

export function focusOf(random: Random): Focus {
  return {
    hosts: random.some(random.pick(FAMILIES), 2 + random.int(3)),
    ports: random.pick(PORTS),
    toGateway: true,
    namespaces: random.weighted(
      [5, ["default"]],
      [3, ["default", "default", "team-b"]],
      [2, ["default", "team-b", GATEWAY_NAMESPACE]],
    ),
  };
}

export function isWildcard(host: string): boolean {
  return host.startsWith("*");
}

/** Names that exist and that a host of a resource covers. */
export function namesUnder(host: string): readonly string[] {
  return Object.keys(NAMES).filter((name) => (isWildcard(host) ? name.endsWith(host.slice(1)) : name === host));
}

/** A value under its key, or nothing: for fields that are often not there. */
export function maybe<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** The scope that a resource is exported to; undefined leaves the field out. */
export function exportTo(random: Random): readonly string[] | undefined {
  return random.weighted<readonly string[] | undefined>(
    [10, undefined],
    [4, ["."]],
    [2, ["*"]],
    [2, ["team-b"]],
    [2, [".", GATEWAY_NAMESPACE]],
    [1, [GATEWAY_NAMESPACE]],
    [1, ["default"]],
    [0.5, ["~"]],
  );
}
