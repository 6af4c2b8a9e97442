import type { FilterChain, NetworkFilter, Peer } from "../../model/envoy/listener.ts";
import { decidedBy } from "../place.ts";
import { toClusters } from "./cluster-step.ts";
import { throughHttp } from "./http-step.ts";
import { type Arrival, blocked, type Ending, isTheClients, type Journey, unknown } from "./journey.ts";
import { outerServerName } from "./layers.ts";
import { type Resolved, resolveName } from "./resolve-step.ts";

/** Runs a filter chain: TLS that ends here, then its filters one by one, up to the one that sends the connection on. */
export function runFilters(chain: FilterChain, arrival: Arrival, journey: Journey): Ending {
  const inside = chain.terminates === undefined ? arrival : endTls(chain.terminates, arrival, journey);
  if ("outcome" in inside) return inside;
  let resolved: Resolved | undefined;
  for (const filter of chain.filters) {
    const next = runFilter(filter, arrival, inside, resolved, journey);
    if ("outcome" in next) return next;
    resolved = next.resolved;
  }
  return unknown(arrival, "the filter chain sends the connection nowhere");
}

function runFilter(
  filter: NetworkFilter,
  outside: Arrival,
  inside: Arrival,
  resolved: Resolved | undefined,
  journey: Journey,
): Ending | { readonly resolved: Resolved | undefined } {
  switch (filter.kind) {
    case "rbac": {
      const refused = authorize(filter, peerOf(outside, resolved), outside, journey);
      return refused ?? { resolved };
    }
    case "sni-dynamic-forward-proxy": {
      const name = outerServerName(outside.layers);
      if (name === "") return blocked(outside, "no_server_name", "without a server name there is nothing to look up");
      const found = resolveName(name, filter.port, filter, outside, journey);
      return "outcome" in found ? found : { resolved: found };
    }
    case "tcp-proxy":
      return toClusters(filter.clusters, inside, resolved, journey);
    case "http":
      return throughHttp(filter, inside, journey, (request, address) => ({
        ...peerOf(outside, address),
        request,
      }));
    case "unknown":
      journey.record(() => ({
        at: outside.at,
        where: outside.where,
        stage: "filter-chain",
        taken: filter.name,
        says: `the filter ${filter.name} is not modelled`,
        ...decidedBy(filter.ref),
        lost: [],
      }));
      return unknown(outside, `the filter ${filter.name} is not modelled`);
  }
}

/** Judges a connection or a request. @returns how it ends when it may not pass */
export function authorize(
  { rules, names }: Pick<Extract<NetworkFilter, { kind: "rbac" }>, "rules" | "names">,
  peer: Peer,
  arrival: Arrival,
  journey: Journey,
): Ending | undefined {
  const own = [peer.serverName, peer.request?.authority ?? ""].some((name) => isTheClients(name, journey));
  if (names !== undefined && own) journey.asked(names);
  const verdict = rules(peer);
  journey.record(() => ({
    at: arrival.at,
    where: arrival.where,
    stage: peer.upstreamAddress === "" ? "authorization" : "address-check",
    taken: "",
    says: verdict.says,
    ...decidedBy(verdict.ref),
    lost: [],
  }));
  if (verdict.allowed === true) return undefined;
  if (verdict.allowed === "unknown") return unknown(arrival, verdict.says);
  return blocked(arrival, "rbac_access_denied", verdict.says);
}

export function peerOf(arrival: Arrival, resolved: Resolved | undefined): Peer {
  const [first] = arrival.layers;
  return {
    principal: first?.kind === "tls" ? first.principal : "",
    address: "",
    serverName: outerServerName(arrival.layers),
    port: arrival.port,
    upstreamAddress: resolved?.savesAddress ? (resolved.addresses[0] ?? PUBLIC_ADDRESS) : "",
    request: undefined,
  };
}

/** Stands for any public address, where only a look-up at run time tells: from a range for documentation, which no rule names. */
const PUBLIC_ADDRESS = "203.0.113.1";

/** Ends TLS: whoever may not shake hands ends here. */
function endTls(
  terminates: NonNullable<FilterChain["terminates"]>,
  arrival: Arrival,
  journey: Journey,
): Arrival | Ending {
  const [first, ...inner] = arrival.layers;
  const { mode, ref } = terminates;
  const hop = (says: string) =>
    journey.record(() => ({
      at: arrival.at,
      where: arrival.where,
      stage: "tls",
      taken: mode,
      says,
      ...decidedBy(ref),
      lost: [],
    }));
  if (first?.kind !== "tls") {
    hop("TLS ends here, and what comes is no TLS");
    return blocked(arrival, "tls_error", "the gateway expects TLS, and what comes is none");
  }
  if (terminates.requiresClientCertificate && first.principal === "") {
    hop(`the gateway asks for a client certificate (${mode}), and the client shows none`);
    return blocked(arrival, "tls_error", "the gateway asks for a client certificate, and the client shows none");
  }
  if (first.by === "proxy" && first.mesh && mode !== "ISTIO_MUTUAL") {
    hop(`the sidecar expects the mesh's certificate, and the server shows another (${mode})`);
    return blocked(arrival, "tls_error", "the two sides do not trust each other's certificates");
  }
  hop(first.principal === "" ? `TLS ends here (${mode})` : `mutual TLS ends here; the caller is ${first.principal}`);
  return { ...arrival, layers: inner };
}
