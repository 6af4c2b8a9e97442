import type { Cluster, Endpoint } from "../../model/envoy/listener.ts";
import { ipVersion } from "../../plan/addresses.ts";
import { enterGateway, enterWorkload } from "./gateway-step.ts";
import { type Arrival, blocked, type Ending, type Journey, unknown } from "./journey.ts";
import { enterLoopback } from "./loopback-step.ts";
import { type Candidates, reach } from "./reach-step.ts";
import { type Resolved, resolveName } from "./resolve-step.ts";

/** Connects to what a cluster stands for. @param arrival with the layers as they leave the proxy */
export function dial(cluster: Cluster, arrival: Arrival, resolved: Resolved | undefined, journey: Journey): Ending {
  if (cluster.discovery === "dynamic-forward-proxy") {
    const found = resolved ?? resolveByCluster(cluster, arrival, journey);
    if ("outcome" in found) return found;
    const { host, addresses, port } = found;
    return reach({ host, addresses, port, chosenBy: arrival.at, triesNext: true }, arrival, journey);
  }
  if (cluster.discovery === "original-dst") return dialOriginal(cluster, arrival, journey);
  const [first] = cluster.endpoints;
  if (first === undefined)
    return blocked(arrival, "no_healthy_upstream", `the cluster ${cluster.name} has no endpoints`);
  const kinds = new Set(cluster.endpoints.map((endpoint) => kindOf(endpoint, journey)));
  if (kinds.size > 1)
    return unknown(arrival, `the cluster ${cluster.name} has endpoints of several kinds, and chance decides`);
  if (first.workload !== "") return enterByName(first, arrival, journey);
  if (isLoopback(first.address)) return enterLoopback(first.address, first.port, arrival, journey);
  const names = cluster.endpoints.map(({ address }) => address);
  return reach(candidatesOf(names, first.port, arrival, journey), arrival, journey);
}

/**
 * Without a filter before it, the cluster itself looks up the request's Host. A connection that is no request it could only take by its
 * server name, and to the port for plain HTTP.
 *
 * Source: envoy source/extensions/clusters/dynamic_forward_proxy/cluster.cc, chooseHost.
 */
function resolveByCluster({ tls, ref }: Cluster, arrival: Arrival, journey: Journey): Resolved | Ending {
  const request = arrival.layers.find(({ kind }) => kind !== "tls" || tls === undefined);
  if (request?.kind !== "http") {
    return blocked(
      arrival,
      "dns_resolution_failed",
      "no filter before the cluster looks the server name up: a VirtualService's tls route takes it away",
    );
  }
  const port = /:(\d+)$/.exec(request.hostHeader)?.[1] ?? (tls === undefined ? 80 : 443);
  const resolver = { savesAddress: false, dropsAnswers: [], ref };
  return resolveName(request.request.authority, Number(port), resolver, arrival, journey);
}

function dialOriginal(cluster: Cluster, arrival: Arrival, journey: Journey): Ending {
  const { connection } = journey;
  const port = cluster.portOverride ?? arrival.port;
  const addresses = arrival.address === "" ? [] : [arrival.address];
  const candidates: Candidates = { host: connection.host, addresses, port, chosenBy: "client", triesNext: false };
  return reach(candidates, arrival, journey);
}

function kindOf({ address, workload }: Endpoint, { model }: Journey): string {
  const pod = model.workloads.all.find(({ name }) => name === workload);
  if (pod !== undefined) return `${pod.role} ${JSON.stringify(Object.entries(pod.labels).sort())}`;
  return isLoopback(address) ? `loopback ${address}` : "outside";
}

function enterByName(endpoint: Endpoint, arrival: Arrival, journey: Journey): Ending {
  const pod = journey.model.workloads.all.find(({ name }) => name === endpoint.workload);
  if (pod === undefined) return unknown(arrival, `nothing is known of ${endpoint.workload}`);
  return pod.role === "gateway" ? enterGateway(pod, endpoint.port, arrival, journey) : enterWorkload(pod, arrival);
}

/** Endpoints outside: addresses as they are, names as the proxy's own look-up answers. */
function candidatesOf(names: readonly string[], port: number, arrival: Arrival, { model }: Journey): Candidates {
  const { addresses } = model.settings;
  const known = names.flatMap((name) => (ipVersion(name) === 0 ? (addresses.get(name) ?? []) : [name]));
  const [host = ""] = names;
  return { host, addresses: known, port, chosenBy: arrival.at, triesNext: names.length === 1 };
}

export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
