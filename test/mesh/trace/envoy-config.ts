import type {
  EnvoyChain,
  EnvoyCluster,
  EnvoyConfig,
  EnvoyFilter,
  EnvoyListener,
  EnvoyRoutes,
  WeightedName,
} from "../../trace/observation.ts";
import type { Workload } from "../lab/topology.ts";
import { fetchInside } from "../probe/agent.ts";
import { type Json, list, numberAt, textAt, textsAt, valueAt } from "./json.ts";

/** What an Envoy runs now, and whether something of it is still getting ready. */
export async function takeEnvoyConfig({ netns }: Workload): Promise<{ config: EnvoyConfig; warming: boolean }> {
  const dump: Json = JSON.parse(await fetchInside(netns, "http://127.0.0.1:15000/config_dump?include_eds"));
  const configs = list(dump, "configs");
  const all = (field: string) => configs.flatMap((config) => list(config, field));
  const endpoints = new Map(
    all("dynamic_endpoint_configs").map((one) => [
      textAt(one, "endpoint_config", "cluster_name"),
      endpointsOf(valueAt(one, "endpoint_config")),
    ]),
  );
  const listeners = all("dynamic_listeners");
  return {
    warming:
      listeners.some((one) => valueAt(one, "warming_state") !== undefined) ||
      all("dynamic_warming_clusters").length > 0,
    config: {
      listeners: listeners
        .filter((one) => textAt(one, "name") !== "virtualInbound")
        // One that is gone may still be there for connections that it has.
        .filter((one) => valueAt(one, "active_state") !== undefined || valueAt(one, "error_state") !== undefined)
        .map(listenerOf)
        .sort(byName),
      clusters: all("dynamic_active_clusters")
        .map((one) => clusterOf(valueAt(one, "cluster"), endpoints))
        .sort(byName),
      routes: all("dynamic_route_configs")
        .map((one) => routesOf(valueAt(one, "route_config")))
        .sort(byName),
    },
  };
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}

function listenerOf(dynamic: Json): EnvoyListener {
  const listener = valueAt(dynamic, "active_state", "listener");
  const refused = textAt(dynamic, "error_state", "details");
  const fallback = valueAt(listener, "default_filter_chain");
  return {
    name: textAt(dynamic, "name"),
    address: textAt(listener, "address", "socket_address", "address"),
    port: numberAt(listener, "address", "socket_address", "port_value"),
    listenerFilters: list(listener, "listener_filters").map((filter) => textAt(filter, "name")),
    chains: list(listener, "filter_chains").map(chainOf),
    ...(fallback === undefined ? {} : { defaultChain: chainOf(fallback) }),
    ...(refused ? { refused } : {}),
  };
}

function chainOf(chain: Json): EnvoyChain {
  const match = valueAt(chain, "filter_chain_match");
  const context = valueAt(chain, "transport_socket", "typed_config");
  return {
    serverNames: textsAt(match, "server_names"),
    prefixRanges: list(match, "prefix_ranges").map(
      (range) => `${textAt(range, "address_prefix")}/${numberAt(range, "prefix_len")}`,
    ),
    transport: textAt(match, "transport_protocol"),
    applicationProtocols: textsAt(match, "application_protocols"),
    tls: context !== undefined,
    requiresClientCertificate: valueAt(context, "require_client_certificate") === true,
    filters: list(chain, "filters").map(filterOf),
  };
}

function filterOf(filter: Json): EnvoyFilter {
  const name = textAt(filter, "name");
  const typed = valueAt(filter, "typed_config");
  const config = valueAt(typed, "value") ?? typed;
  if (name.endsWith("tcp_proxy")) return { name, clusters: clustersOf(config) };
  if (!name.endsWith("http_connection_manager")) return { name };
  const inline = valueAt(config, "route_config");
  return {
    name,
    routes: inline === undefined ? textAt(config, "rds", "route_config_name") : routesOf(inline),
    httpFilters: list(config, "http_filters").map((one) => textAt(one, "name")),
  };
}

/** Of a TCP proxy or of a route: one cluster, or several with weights. */
function clustersOf(action: Json): WeightedName[] {
  const one = textAt(action, "cluster");
  if (one) return [{ name: one, weight: 100 }];
  return list(valueAt(action, "weighted_clusters"), "clusters").map((cluster) => ({
    name: textAt(cluster, "name"),
    weight: numberAt(cluster, "weight"),
  }));
}

function clusterOf(cluster: Json, endpoints: ReadonlyMap<string, readonly string[]>): EnvoyCluster {
  const name = textAt(cluster, "name");
  const context = tlsContextOf(cluster);
  return {
    name,
    type: textAt(cluster, "type") || textAt(cluster, "cluster_type", "name") || "STATIC",
    ...(context === undefined ? {} : { tls: { ...tlsOf(context), autoSni: hasAutoSni(cluster) } }),
    endpoints: endpoints.get(name) ?? endpointsOf(valueAt(cluster, "load_assignment")),
  };
}

function tlsOf(context: Json): { sni: string; kind: string } {
  const own = list(valueAt(context, "common_tls_context"), "tls_certificate_sds_secret_configs").length > 0;
  return { sni: textAt(context, "sni"), kind: own ? "with its workload's certificate" : "without a certificate" };
}

/** Of the socket that endpoints get which ask for no other (mutual TLS unasked, HBONE): the match without conditions. */
function tlsContextOf(cluster: Json): Json {
  const forAll = list(cluster, "transport_socket_matches").find(
    (one) => Object.keys(valueAt(one, "match") ?? {}).length === 0,
  );
  const context = valueAt(valueAt(cluster, "transport_socket") ?? valueAt(forAll, "transport_socket"), "typed_config");
  return textAt(context, "@type").endsWith("UpstreamTlsContext") ? context : undefined;
}

function hasAutoSni(cluster: Json): boolean {
  const http = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  return (
    valueAt(cluster, "typed_extension_protocol_options", http, "upstream_http_protocol_options", "auto_sni") === true
  );
}

function endpointsOf(assignment: Json): readonly string[] {
  return list(assignment, "endpoints")
    .flatMap((locality) => list(locality, "lb_endpoints"))
    .map((one) => valueAt(one, "endpoint", "address", "socket_address"))
    .map((address) => `${textAt(address, "address")}:${numberAt(address, "port_value")}`);
}

function routesOf(routes: Json): EnvoyRoutes {
  return {
    name: textAt(routes, "name"),
    virtualHosts: list(routes, "virtual_hosts").map((host) => ({
      name: textAt(host, "name"),
      domains: textsAt(host, "domains"),
      routes: list(host, "routes").map((route) => {
        const action = valueAt(route, "route");
        const other = ["direct_response", "redirect"].find((kind) => valueAt(route, kind) !== undefined);
        return { match: valueAt(route, "match"), clusters: clustersOf(action), ...(other ? { other } : {}) };
      }),
    })),
  };
}
