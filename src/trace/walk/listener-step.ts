import type { FilterChain } from "../../model/envoy/listener.ts";
import type { IndexedListener } from "../../model/mesh-model.ts";
import { decidedBy, nameOf } from "../place.ts";
import type { Hop, Lost } from "../result.ts";
import { runFilters } from "./filters-step.ts";
import { type Arrival, blocked, type Ending, isTheClients, type Journey, unknown } from "./journey.ts";
import { outerServerName } from "./layers.ts";

/** Takes a connection through a listener: its inspectors, the filter chain that they lead to, and what that does. */
export function throughListener({ listener, index }: IndexedListener, arrival: Arrival, journey: Journey): Ending {
  const { fault } = listener;
  if (fault?.kind === "unknown") {
    journey.record(() => listenerHop(arrival, listener.name, fault.says, fault.ref));
    return unknown(arrival, fault.says);
  }
  if (fault?.kind === "refused") {
    const says = `Envoy refuses this listener (${fault.says}) and keeps what it had before, if anything`;
    journey.record(() => listenerHop(arrival, listener.name, says, fault.ref));
    return { ...unknown(arrival, says), detail: "listener_refused" };
  }
  const [first] = arrival.layers;
  const serverName = listener.inspectsTls ? outerServerName(arrival.layers) : "";
  const chain = index.find({
    address: arrival.address,
    serverName,
    transport: listener.inspectsTls && first?.kind === "tls" ? "tls" : "raw_buffer",
    applicationProtocols: listener.inspectsHttp && first?.kind === "http" ? ["http/1.1"] : [],
  });
  if (listener.inspectsTls && journey.connection.protocol === "tls" && isTheClients(serverName, journey))
    journey.asked(index);
  const taken = chain ?? listener.defaultChain;
  if (taken === undefined) {
    const says = `${asksFor(arrival)}, and no filter chain of the listener is for that: the connection is closed`;
    journey.record(() => ({
      ...listenerHop(arrival, listener.name, says, undefined),
      stage: "filter-chain",
      lost: losers(listener.chains, listener.dropped),
    }));
    return blocked(arrival, "filter_chain_not_found", says);
  }
  journey.record(() => ({
    at: arrival.at,
    where: arrival.where,
    stage: "filter-chain",
    taken: chainName(taken),
    says:
      chain === undefined
        ? `${asksFor(arrival)}, and no filter chain of listener ${listener.name} is for that: its default is taken`
        : why(chain, listener.name, arrival),
    ...decidedBy(taken.ref),
    lost: losers(
      listener.chains.filter((one) => one !== taken),
      listener.dropped,
    ),
  }));
  return runFilters(taken, arrival, journey);

  function losers(chains: readonly FilterChain[], dropped: typeof listener.dropped): Lost[] {
    return [
      ...chains.flatMap((one) => lostChain(one, taken, arrival)),
      ...dropped
        .filter((one) => concerns(one.serverNames, arrival))
        .map((one) => ({ says: `left out by istiod: ${one.says}`, ...decidedBy(one.ref) })),
    ];
  }
}

export function listenerHop(arrival: Arrival, taken: string, says: string, ref: FilterChain["ref"]): Hop {
  return { at: arrival.at, where: arrival.where, stage: "listener", taken, says, ...decidedBy(ref), lost: [] };
}

function chainName({ match }: FilterChain): string {
  const names = match.serverNames.slice(0, 3).join(", ");
  return match.serverNames.length > 3 ? `${names} and ${match.serverNames.length - 3} more` : names;
}

/** `TLS with server name en.wikipedia.org`, `plain HTTP`. */
function asksFor({ layers, address }: Arrival): string {
  const [first] = layers;
  const to = address === "" ? "" : ` to ${address}`;
  if (first?.kind === "tls")
    return first.serverName === "" ? `TLS without server name${to}` : `TLS with server name ${first.serverName}${to}`;
  return first?.kind === "http" ? `plain HTTP${to}` : `bytes of an unknown protocol${to}`;
}

function why({ match, service, ref }: FilterChain, listener: string, arrival: Arrival): string {
  const [first] = match.serverNames;
  const name = outerServerName(arrival.layers);
  const by = first === undefined ? "takes every server name" : matchWords(match.serverNames, name);
  const range =
    match.prefixRanges.length === 0
      ? ""
      : `, for addresses in ${match.prefixRanges.map(({ text }) => text).join(", ")}`;
  const captured =
    service !== undefined && ref !== undefined && service.object !== ref.object ? `, made for ${nameOf(service)}` : "";
  return `${asksFor(arrival)} meets the filter chain of listener ${listener} that ${by}${range}${captured}`;
}

function matchWords(names: readonly string[], name: string): string {
  const found = bestName(names, name);
  return found === undefined ? "takes it" : found === name ? `is for ${name}` : `is for ${found}, which covers ${name}`;
}

/** Of a chain's names the most specific that covers a name. */
function bestName(names: readonly string[], name: string): string | undefined {
  return names
    .filter((one) => one === name || (one.startsWith("*.") && name.endsWith(one.slice(1))))
    .sort((one, other) => other.length - one.length)[0];
}

function concerns(names: readonly string[], { layers }: Arrival): boolean {
  return bestName(names, outerServerName(layers)) !== undefined;
}

/** A chain that would have taken the name, had the other not; and one that misses it by little. */
function lostChain(chain: FilterChain, taken: FilterChain | undefined, arrival: Arrival): Lost[] {
  const name = outerServerName(arrival.layers);
  const own = bestName(chain.match.serverNames, name);
  if (own !== undefined) {
    const winner = taken && bestName(taken.match.serverNames, name);
    const says =
      chain.match.prefixRanges.length > 0
        ? `${own} covers the name, but only for addresses in ${chain.match.prefixRanges.map(({ text }) => text).join(", ")}`
        : winner === undefined
          ? `${own} covers the name, but an address range decides first`
          : `${own} covers the name too, but ${winner} is more specific`;
    return [{ says, ...decidedBy(chain.ref) }];
  }
  if (chain.match.serverNames.includes(`*.${name}`) && taken !== chain) {
    return [{ says: `*.${name} covers names below ${name}, not ${name} itself`, ...decidedBy(chain.ref) }];
  }
  return [];
}
