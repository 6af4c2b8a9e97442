import type { Cluster, FilterChain, Listener, NetworkFilter } from "../../src/model/envoy/listener.ts";
import { NAMES } from "../mesh/lab/topology.ts";
import type { EnvoyChain, EnvoyCluster, EnvoyFilter, EnvoyListener } from "./observation.ts";

// The model's and Envoy's own listeners and clusters in the same words, so that they can be compared as text.

/** Each filter chain of a listener as one line. */
export function chainsOf({ chains, defaultChain }: Listener): readonly string[] {
  return linesOf(chains.map(chainText), defaultChain && chainText(defaultChain));
}

export function envoyChainsOf({ chains, defaultChain }: EnvoyListener): readonly string[] {
  return linesOf(chains.map(envoyChainText), defaultChain && envoyChainText(defaultChain));
}

function linesOf(chains: readonly string[], fallback: string | undefined): readonly string[] {
  return [...chains, ...(fallback === undefined ? [] : [`default ${fallback}`])].sort();
}

function chainText({ match, terminates, filters }: FilterChain): string {
  const { serverNames, prefixRanges, transport, applicationProtocols } = match;
  const ranges = prefixRanges.map(({ text }) => text);
  return [
    ...[setText(serverNames), setText(ranges), transport, setText(applicationProtocols)],
    tlsText(terminates !== undefined, terminates?.requiresClientCertificate === true),
    filters.map(filterText).filter(Boolean).join(", "),
  ].join(" | ");
}

function envoyChainText(chain: EnvoyChain): string {
  const { serverNames, prefixRanges, transport, applicationProtocols, filters } = chain;
  return [
    ...[setText(serverNames), setText(prefixRanges), transport, setText(applicationProtocols)],
    tlsText(chain.tls, chain.requiresClientCertificate),
    filters.map(envoyFilterText).filter(Boolean).join(", "),
  ].join(" | ");
}

function setText(values: readonly string[]): string {
  return [...new Set(values)].sort().join(" ");
}

function tlsText(ends: boolean, asksForCertificate: boolean): string {
  return ends ? `ends TLS${asksForCertificate ? " of callers with a certificate" : ""}` : "";
}

function filterText(filter: NetworkFilter): string {
  if (filter.kind === "tcp-proxy") return clusterNames(filter.clusters);
  if (filter.kind === "http") return "routes";
  return filter.kind === "sni-dynamic-forward-proxy" ? "looks up" : filter.kind;
}

/** Filters that decide nothing about the way (statistics) have no word. */
function envoyFilterText({ name, clusters, routes }: EnvoyFilter): string {
  if (clusters !== undefined) return clusterNames(clusters);
  if (routes !== undefined) return "routes";
  if (name.includes("sni_dynamic_forward_proxy")) return "looks up";
  return name.endsWith("rbac") ? "rbac" : "";
}

function clusterNames(clusters: readonly { readonly name: string }[]): string {
  return clusters
    .map(({ name }) => name)
    .sort()
    .join(" or ");
}

const TYPES: Readonly<Record<string, string>> = {
  ORIGINAL_DST: "original-dst",
  EDS: "endpoints",
  STATIC: "endpoints",
  STRICT_DNS: "dns",
  LOGICAL_DNS: "dns",
  "envoy.clusters.dynamic_forward_proxy": "dynamic-forward-proxy",
};

/** Names as what they resolve to: Envoy shows them so. */
export function clusterText({ discovery, endpoints, tls }: Cluster): string {
  const addresses = endpoints.flatMap(({ address, port }) =>
    (NAMES[address] ?? [address]).map((one) => `${one}:${port}`),
  );
  const mesh = tls?.mode === "ISTIO_MUTUAL";
  const around = tls && !tls.automatic ? aroundText(mesh, tls.sni === "" ? "nothing" : tls.sni) : "";
  return `${discovery}${toText(discovery, addresses)}${around}`;
}

export function envoyClusterText({ type, endpoints, tls }: EnvoyCluster): string {
  const discovery = TYPES[type] ?? type;
  const name = tls?.sni || (tls?.autoSni ? undefined : "nothing");
  return `${discovery}${toText(discovery, endpoints)}${tls ? aroundText(tls.kind === "with its workload's certificate", name) : ""}`;
}

/** A host with several addresses has its endpoints once for each of them. */
function toText(discovery: string, endpoints: readonly string[]): string {
  return discovery === "original-dst" || discovery === "dynamic-forward-proxy" ? "" : ` to ${setText(endpoints)}`;
}

function aroundText(mesh: boolean, serverName: string | undefined): string {
  return `, TLS ${mesh ? "of the mesh" : "of its own"} with server name ${serverName ?? "of the request's host"}`;
}
