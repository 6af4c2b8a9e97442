import { rangeOf } from "../envoy/address-match.ts";
import type { Cluster, FilterChain, HttpFilter, Listener, NetworkFilter, VirtualHost } from "../envoy/listener.ts";
import type { FieldRef } from "../world/config-object.ts";
import { at, field, isObject, list, text, typedConfig } from "./json.ts";
import type { Patch } from "./patches.ts";
import { envoyRbac, namesAsked } from "./rbac.ts";

/** The listener that an EnvoyFilter adds on an address and port. Source: envoy api envoy/config/listener/v3. */
export function addedListener(patches: readonly Patch[], address: string, port: number): Listener | undefined {
  const patch = patches.find(
    ({ applyTo, operation, value }) =>
      applyTo === "LISTENER" &&
      operation === "ADD" &&
      text(value, "address", "socket_address", "address") === address &&
      at(value, "address", "socket_address", "port_value") === port,
  );
  if (patch === undefined) return undefined;
  const ref = inValue(patch);
  const inspectors = list(patch.value, "listener_filters").map((one) => typedConfig(one).type);
  const chains = list(patch.value, "filter_chains").map((chain, index) =>
    readChain(chain, below(ref, "filter_chains", index)),
  );
  const last = field(patch.value, "default_filter_chain");
  return {
    name: text(patch.value, "name"),
    bind: address,
    port,
    chains,
    defaultChain: last === undefined ? undefined : readChain(last, below(ref, "default_filter_chain")),
    inspectsTls: inspectors.some((type) => type.endsWith("TlsInspector")),
    inspectsHttp: inspectors.some((type) => type.endsWith("HttpInspector")),
    fault: undefined,
    dropped: [],
  };
}

function readChain(chain: unknown, ref: FieldRef): FilterChain {
  const match = field(chain, "filter_chain_match");
  const transport = text(match, "transport_protocol");
  return {
    match: {
      serverNames: strings(list(match, "server_names")).map((name) => name.toLowerCase()),
      prefixRanges: list(match, "prefix_ranges").flatMap(
        (one) => rangeOf(`${text(one, "address_prefix")}/${Number(at(one, "prefix_len") ?? 0)}`) ?? [],
      ),
      transport: transport === "tls" || transport === "raw_buffer" ? transport : "",
      applicationProtocols: strings(list(match, "application_protocols")),
    },
    terminates: undefined,
    filters: [
      ...(field(chain, "transport_socket") === undefined ? [] : [unknownFilter("transport_socket", ref)]),
      ...list(chain, "filters").map((one, index) => readFilter(one, below(ref, "filters", index))),
    ],
    ref: match === undefined ? ref : below(ref, "filter_chain_match", "server_names"),
    service: undefined,
  };
}

function readFilter(filter: unknown, ref: FieldRef): NetworkFilter {
  const { type, value } = typedConfig(filter);
  if (type.endsWith("rbac.v3.RBAC")) return { kind: "rbac", rules: envoyRbac(value, ref), names: namesAsked(value) };
  if (type.endsWith("tcp_proxy.v3.TcpProxy")) return readTcpProxy(value, ref);
  if (type.includes("sni_dynamic_forward_proxy")) {
    return {
      kind: "sni-dynamic-forward-proxy",
      port: Number(field(value, "port_value") ?? 443),
      ...resolver(value, ref),
    };
  }
  if (!type.endsWith("HttpConnectionManager")) return unknownFilter(text(filter, "name") || type, ref);
  const config = field(value, "route_config");
  if (config === undefined) return unknownFilter("an HTTP connection manager without routes of its own", ref);
  const hosts = list(config, "virtual_hosts").map((one, index) =>
    readHost(one, below(ref, "typed_config", "route_config", "virtual_hosts", index)),
  );
  return {
    kind: "http",
    routes: () => ({
      name: text(config, "name"),
      ignoresPort: field(config, "ignore_port_in_host_matching") === true,
      virtualHosts: hosts,
    }),
    httpFilters: list(value, "http_filters").map((one) => readHttpFilter(one, ref)),
    stripsPort: field(value, "strip_any_host_port") === true,
  };
}

function readTcpProxy(value: unknown, ref: FieldRef): NetworkFilter {
  const name = text(value, "cluster");
  if (field(value, "tunneling_config") !== undefined || name === "") return unknownFilter("tcp_proxy", ref);
  return { kind: "tcp-proxy", clusters: [{ name, weight: 0, ref }] };
}

function readHttpFilter(filter: unknown, ref: FieldRef): HttpFilter {
  const { type, value } = typedConfig(filter);
  if (type.endsWith("dynamic_forward_proxy.v3.FilterConfig"))
    return { kind: "dynamic-forward-proxy", ...resolver(value, ref) };
  if (type.endsWith("rbac.v3.RBAC")) return { kind: "rbac", rules: envoyRbac(value, ref), names: namesAsked(value) };
  if (type.endsWith("router.v3.Router")) return { kind: "passes" };
  return { kind: "unknown", name: text(filter, "name") || type, ref };
}

function resolver(value: unknown, ref: FieldRef) {
  return {
    savesAddress: field(value, "save_upstream_address") === true,
    dropsAnswers: list(value, "dns_cache_config", "resolved_address_filter", "ranges").flatMap(
      (one) => rangeOf(`${text(one, "address_prefix")}/${Number(at(one, "prefix_len") ?? 0)}`) ?? [],
    ),
    ref,
  };
}

function readHost(host: unknown, ref: FieldRef): VirtualHost {
  return {
    name: text(host, "name"),
    domains: strings(list(host, "domains")).map((domain) => domain.toLowerCase()),
    routes: list(host, "routes").map((route) => {
      const prefix = at(route, "match", "prefix");
      const cluster = text(route, "route", "cluster");
      const rewrite = at(route, "route", "host_rewrite_literal");
      return {
        matches: ({ path }) => (typeof prefix === "string" && plainMatch(route) ? path.startsWith(prefix) : "unknown"),
        action:
          cluster === ""
            ? { kind: "unknown", says: "the route does something else than send to a cluster" }
            : {
                kind: "clusters",
                clusters: [{ name: cluster, weight: 0, ref }],
                hostRewrite: typeof rewrite === "string" ? rewrite : undefined,
              },
        ref,
        names: undefined,
        conditions: { paths: typeof prefix === "string" ? [prefix] : [], others: !plainMatch(route) },
      };
    }),
    ref: below(ref, "domains"),
  };
}

/** A prefix and nothing else. */
function plainMatch(route: unknown): boolean {
  const match = field(route, "match");
  return isObject(match) && Object.keys(match).length === 1;
}

/** The cluster that an EnvoyFilter adds by a name. Source: envoy api envoy/config/cluster/v3. */
export function addedCluster(patches: readonly Patch[], name: string): Cluster | undefined {
  const patch = patches.find(
    ({ applyTo, operation, value }) => applyTo === "CLUSTER" && operation === "ADD" && text(value, "name") === name,
  );
  if (patch === undefined) return undefined;
  const ref = inValue(patch);
  const dynamic = typedConfig(field(patch.value, "cluster_type")).type.includes("dynamic_forward_proxy");
  const endpoints = list(patch.value, "load_assignment", "endpoints").flatMap((one) => list(one, "lb_endpoints"));
  const byName = /DNS$/.test(text(patch.value, "type"));
  const unmodelled = field(patch.value, "transport_socket") ?? field(patch.value, "transport_socket_matches");
  return {
    name,
    discovery: dynamic ? "dynamic-forward-proxy" : byName ? "dns" : "endpoints",
    endpoints: endpoints.map((one) => ({
      address: text(one, "endpoint", "address", "socket_address", "address"),
      port: Number(at(one, "endpoint", "address", "socket_address", "port_value") ?? 0),
      workload: "",
      ref,
    })),
    tls: undefined,
    portOverride: undefined,
    unknown:
      unmodelled === undefined
        ? undefined
        : { says: "the added cluster has a transport socket, which is not modelled", ref },
    ref,
  };
}

function unknownFilter(name: string, ref: FieldRef): NetworkFilter {
  return { kind: "unknown", name, ref };
}

function inValue({ ref }: Patch): FieldRef {
  return below(ref, "patch", "value");
}

function below({ object, path }: FieldRef, ...more: readonly (string | number)[]): FieldRef {
  return { object, path: [...path, ...more] };
}

function strings(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === "string");
}
