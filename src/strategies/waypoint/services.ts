import { outsideHosts } from "../../mesh-path/outside-hosts.ts";
import { chunkHosts, type HostChunk } from "../../plan/host-chunks.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import type { Resource } from "../../resources/resource.ts";

/** ServiceEntries bound to the waypoint by label: DYNAMIC_DNS for the wildcards, DNS for exact hosts. */
export function servicesBehindWaypoint(policy: Policy, plan: Plan): Resource[] {
  const labels = { "istio.io/use-waypoint": plan.gateway.waypoint };
  const { wildcards, exact } = chunksOf(policy);
  const dynamic = {
    name: resourceName.serviceEntry(policy),
    resolution: "DYNAMIC_DNS" as const,
    why: "Traffic to these names goes to the waypoint, which resolves each name itself.",
    labels,
  };
  const fixed = {
    name: resourceName.exactServiceEntry(policy),
    resolution: "DNS" as const,
    why: "Traffic to these hosts goes to the waypoint, which resolves them.",
    labels,
  };
  return policy.clientNamespaces.flatMap((namespace) => [
    ...wildcards.map((chunk) => outsideHosts(dynamic, chunk, namespace, policy, plan)),
    ...exact.map((chunk) => outsideHosts(fixed, chunk, namespace, policy, plan)),
  ]);
}

/** A ServiceEntry of a policy, as its AuthorizationPolicy names it. */
export interface BoundService {
  readonly name: string;
  readonly hosts: readonly string[];
}

export function boundServices(policy: Policy): BoundService[] {
  const { wildcards, exact } = chunksOf(policy);
  const texts = ({ hosts }: HostChunk) => hosts.map(({ text }) => text);
  return [
    ...wildcards.map((chunk) => ({ name: resourceName.serviceEntry(policy, chunk.suffix), hosts: texts(chunk) })),
    ...exact.map((chunk) => ({ name: resourceName.exactServiceEntry(policy, chunk.suffix), hosts: texts(chunk) })),
  ];
}

function chunksOf({ domains }: Policy): { wildcards: HostChunk[]; exact: HostChunk[] } {
  return {
    wildcards: chunkHosts(domains.filter(({ wildcard }) => wildcard)),
    exact: chunkHosts(domains.filter(({ wildcard }) => !wildcard)),
  };
}
