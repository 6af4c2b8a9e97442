import { kubectl } from "../lab/cluster.ts";
import { HAS_WAYPOINT, WAYPOINT } from "../lab/topology.ts";
import { waitFor } from "../lab/wait.ts";
import { fetchInside } from "../probe/agent.ts";
import type { Applied } from "./settle.ts";

/**
 * A service comes to its waypoint by several of istiod's controllers (the deployment of the waypoint, its address, the service's own
 * address, the binding), each of which takes its time: waits until the waypoint's Envoy has a filter chain for each host that was bound
 * to it, and for no other.
 */
export async function waypointServes(applied: readonly Applied[]): Promise<void> {
  if (!HAS_WAYPOINT) return;
  const bound = applied.filter(({ kind, metadata }) => kind === "ServiceEntry" && metadata.labels?.[LABEL]);
  const hosts = new Set(bound.flatMap(({ spec }) => spec?.hosts as string[]));
  await waitFor("the waypoint's filter chains", async () => {
    const served = await servedHosts();
    return served.size === hosts.size && [...hosts].every((host) => served.has(host)) ? true : undefined;
  });
}

const LABEL = "istio.io/use-waypoint";

async function servedHosts(): Promise<ReadonlySet<string>> {
  const dump = await fetchInside(WAYPOINT.netns, "http://127.0.0.1:15000/config_dump?resource=dynamic_listeners");
  return new Set(
    [...dump.matchAll(/"name": "inbound-vip\|\d+\|(?:tcp|http)\|([^"]+)"/g)].map(([, host]) => host ?? ""),
  );
}

/** What istiod made for a Gateway, and Kubernetes' garbage collector would take away with it: there is none here. */
export async function deleteWaypointOf(applied: readonly Applied[]): Promise<void> {
  for (const { apiVersion, kind, metadata } of applied) {
    if (kind !== "Gateway" || !apiVersion.startsWith("gateway.networking.k8s.io/")) continue;
    const label = `gateway.networking.k8s.io/gateway-name=${metadata.name}`;
    await kubectl(["delete", "deployments,services", "-n", metadata.namespace ?? "default", "-l", label]);
  }
}
