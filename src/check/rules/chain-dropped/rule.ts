import type { Cluster, DroppedChain, FilterChain } from "../../../model/envoy/listener.ts";
import { clusterName } from "../../../model/istiod/cluster-names.ts";
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { CheckedMesh } from "../../mesh/checked-mesh.ts";
import { isAtLoopback } from "../../mesh/loopback.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { type ContestedListener, contestedListeners } from "../../mesh/outbound-claims.ts";
import { nameOf } from "../../mesh/refs.ts";

export const chainDropped: MeshRule = {
  code: "WE0304",
  id: "chain-dropped",
  layer: "conflicts",
  level: "error",
  title: "a service whose traffic another one gets",
  why: "a sidecar tells connections on a port apart by name or address. Where two services have neither, or the same, istiod keeps the older one's filter chain and drops the other in silence: its traffic goes to the first",
  fix: "give each its own address (addresses) or port, or a protocol that carries a name (TLS, HTTP)",
  kinds: [SERVICE_ENTRY, VIRTUAL_SERVICE],
  *meshProblems(mesh) {
    for (const contested of contestedListeners(mesh)) {
      const { listener, proxy, port } = contested;
      for (const dropped of listener.dropped) {
        const kept = keptFor(dropped, contested);
        if (kept === undefined || dropped.ref === undefined || sameEnd(dropped, kept, contested, mesh)) continue;
        yield {
          at: dropped.ref,
          says: `on port ${port}, the sidecars of namespace ${proxy.namespace} send this to ${endOf(kept)}: ${dropped.says}`,
          related:
            kept.ref === undefined
              ? []
              : [{ ref: kept.ref, words: `the one that stays, of ${nameOf(kept.ref.object)}` }],
        };
      }
    }
  },
};

function keptFor({ serverNames }: DroppedChain, { listener }: ContestedListener): FilterChain | undefined {
  const wanted = [...serverNames]
    .map((name) => name.toLowerCase())
    .sort()
    .join();
  const all = listener.defaultChain === undefined ? listener.chains : [...listener.chains, listener.defaultChain];
  return all.find(({ match }) => [...match.serverNames].sort().join() === wanted && match.transport === "");
}

function endOf({ filters }: FilterChain): string {
  const proxy = filters.find((filter) => filter.kind === "tcp-proxy");
  const names = proxy?.kind === "tcp-proxy" ? proxy.clusters.map(({ name }) => name.split("|").at(-1)) : [];
  return names.join(", ") || "another service";
}

/** Whether the dropped chain would have done the same: both pass connections on as they are, or come from one VirtualService. */
function sameEnd(
  { ref }: DroppedChain,
  kept: FilterChain,
  { proxy, port }: ContestedListener,
  { model }: CheckedMesh,
): boolean {
  if (ref === undefined) return true;
  if (ref.object.kind === "VirtualService") return true;
  const services = model.registry.services.filter(
    (service) => service.ref.object === ref.object && service.ref.path.join() === ref.path.join(),
  );
  // What is at loopback is for the gateway's pods alone: sidecars that are told of it have no use for it.
  if (services.every(isAtLoopback)) return true;
  const own = services.map(({ hostname }) => model.cluster(proxy, clusterName(hostname, port)));
  const proxied = kept.filters.find((filter) => filter.kind === "tcp-proxy");
  const theirs =
    proxied?.kind === "tcp-proxy" ? proxied.clusters.map(({ name }) => model.cluster(proxy, name)) : [undefined];
  if (own.some((one) => theirs.some((other) => one !== undefined && one.name === other?.name))) return true;
  return [...own, ...theirs].every(passesOn);
}

function passesOn(cluster: Cluster | undefined): boolean {
  return cluster?.discovery === "original-dst" && cluster.tls === undefined && cluster.portOverride === undefined;
}
