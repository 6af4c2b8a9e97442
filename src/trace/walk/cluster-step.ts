import type { Cluster, WeightedCluster } from "../../model/envoy/listener.ts";
import { BLACK_HOLE, PASSTHROUGH } from "../../model/istiod/cluster-names.ts";
import { decidedBy, nameOf } from "../place.ts";
import { dial } from "./dial-step.ts";
import { type Arrival, blocked, type Ending, type Journey, silent, unknown } from "./journey.ts";
import type { Layer } from "./layers.ts";
import type { Resolved } from "./resolve-step.ts";

/** Sends a connection to the cluster of a route; where weights leave it to chance, all must come to the same. */
export function toClusters(
  clusters: readonly WeightedCluster[],
  arrival: Arrival,
  resolved: Resolved | undefined,
  journey: Journey,
): Ending {
  const [first, ...others] = clusters;
  if (first === undefined) return blocked(arrival, "cluster_not_found", "the route has no destination with a weight");
  const ending = toCluster(first, arrival, resolved, journey);
  for (const other of others) {
    const its = toCluster(other, arrival, resolved, silent(journey));
    if (sameEnd(ending, its)) continue;
    return unknown(arrival, `weights leave it to chance: ${ending.says}; or: ${its.says}`);
  }
  return ending;
}

/** Whether two connections come to the same. */
export function sameEnd(one: Ending, other: Ending): boolean {
  const key = ({ outcome, endsAt, way, destination }: Ending) => JSON.stringify([outcome, endsAt, way, destination]);
  return key(one) === key(other);
}

/** The cluster that is taken, where there is no choice. */
export function clusterOf(
  [first]: readonly WeightedCluster[],
  arrival: Arrival,
  { model }: Journey,
): Cluster | undefined {
  return first && model.cluster(arrival.proxy, first.name);
}

function toCluster(
  wanted: WeightedCluster,
  arrival: Arrival,
  resolved: Resolved | undefined,
  journey: Journey,
): Ending {
  const cluster = journey.model.cluster(arrival.proxy, wanted.name);
  if (cluster === undefined) {
    const says = `the route sends to ${wanted.name}, which this proxy does not have: no service that it sees has this host, port and subset`;
    journey.record(() => clusterHop(arrival, wanted, says));
    return blocked(arrival, "cluster_not_found", says);
  }
  if (cluster.unknown !== undefined) {
    const { says, ref } = cluster.unknown;
    journey.record(() => ({ ...clusterHop(arrival, wanted, says), ...decidedBy(ref) }));
    return unknown(arrival, says);
  }
  journey.record(() => clusterHop(arrival, wanted, words(cluster)));
  if (cluster.discovery === "blackhole") {
    return blocked(
      arrival,
      BLACK_HOLE,
      "nothing that this workload sees is for it, and the mesh lets out only what is registered (REGISTRY_ONLY)",
    );
  }
  if (cluster.discovery === "original-dst" && arrival.at !== "sidecar") {
    return blocked(
      arrival,
      "no_healthy_upstream",
      "resolution NONE sends to the address that the client dialled, which a gateway does not know",
    );
  }
  return dial(cluster, withTls(cluster, arrival, journey), resolved, journey);
}

function words(cluster: Cluster): string {
  switch (cluster.discovery) {
    case "blackhole":
      return "the connection is closed";
    case "original-dst":
      return cluster.name === PASSTHROUGH
        ? "the mesh lets out what nobody registered (ALLOW_ANY): to the address that the client dialled"
        : "to the address that the client dialled";
    case "dynamic-forward-proxy":
      return "to the address that the proxy has looked up";
    case "dns":
      return `to what ${cluster.endpoints.map(({ address }) => address).join(", ")} resolves to`;
    case "endpoints":
      return cluster.endpoints.length === 0 ? "it has no endpoints" : `to ${endpointWords(cluster)}`;
  }
}

function endpointWords({ endpoints }: Cluster): string {
  const names = endpoints.map(({ address, workload, port }) => `${workload || address}:${port}`);
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

function clusterHop(arrival: Arrival, { name, ref }: WeightedCluster, says: string) {
  return {
    at: arrival.at,
    where: arrival.where,
    stage: "cluster" as const,
    taken: name,
    says,
    ...decidedBy(ref),
    lost: [],
  };
}

/** The layers as they leave the proxy: with the TLS that a DestinationRule, or Istio by itself, puts around them. */
function withTls({ tls }: Cluster, arrival: Arrival, journey: Journey): Arrival {
  if (tls === undefined) return arrival;
  const [first] = arrival.layers;
  const serverName = tls.sni ?? (first?.kind === "http" ? first.request.authority : "");
  const { namespace, serviceAccount } = arrival.proxy;
  const principal = `${journey.model.settings.trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
  const mesh = tls.mode === "ISTIO_MUTUAL";
  const outer: Layer = { kind: "tls", serverName, principal: mesh ? principal : "", by: "proxy", mesh };
  journey.record(() => ({
    at: arrival.at,
    where: arrival.where,
    stage: "tls",
    taken: tls.mode,
    says: `${tls.automatic ? "Istio puts mutual TLS around it by itself" : `${tls.ref ? nameOf(tls.ref) : "a rule"} puts TLS around it (${tls.mode})`}, ${serverName === "" ? "without server name" : `with server name ${serverName}`}`,
    ...decidedBy(tls.ref),
    lost: [],
  }));
  return { ...arrival, layers: [outer, ...arrival.layers] };
}
