import type { EnvoyFilterConfigPatches, EnvoyFilterSpec } from "../../resources/types/envoy-filter.generated.ts";
import type { Path, Problem } from "../rule.ts";

export interface PatchAt {
  readonly patch: EnvoyFilterConfigPatches;
  readonly path: Path;
}

/** The patches that istiod looks at: those for waypoints pass unseen. */
export function patchesSeen(spec: EnvoyFilterSpec): PatchAt[] {
  return (spec.configPatches ?? [])
    .map((patch, index) => ({ patch, path: ["spec", "configPatches", index] }))
    .filter(({ patch: { match } }) => match?.context !== "WAYPOINT");
}

/** Where a patch is broken so that istiod looks no further: it lacks what it cannot do without. */
export function missingPart({ patch }: PatchAt): string | undefined {
  if ((patch.applyTo ?? "INVALID") === "INVALID") return "missing applyTo";
  if (patch.patch === undefined) return "missing patch";
  const { operation = "INVALID", value } = patch.patch;
  if (operation === "INVALID") return "missing patch operation";
  return operation !== "REMOVE" && value === undefined ? "missing patch value for non-remove operation" : undefined;
}

/** The patches that are complete. */
export function checkedPatches(spec: EnvoyFilterSpec): PatchAt[] {
  return patchesSeen(spec).filter((at) => missingPart(at) === undefined);
}

const LISTENER_PARTS = ["LISTENER", "FILTER_CHAIN", "NETWORK_FILTER", "HTTP_FILTER"];
const ROUTE_PARTS = ["ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"];
const HTTP_MANAGER = "envoy.filters.network.http_connection_manager";

/** What is wrong with the match of a complete patch: it must be of the kind of what the patch applies to. */
export function* matchProblems({ patch, path }: PatchAt): Generator<Problem> {
  const { applyTo = "INVALID", match } = patch;
  const at = [...path, "match"];
  if (
    match === undefined ||
    [match.listener, match.routeConfiguration, match.cluster, match.waypoint].every((one) => !one)
  )
    return;
  if (LISTENER_PARTS.includes(applyTo)) {
    if (match.listener === undefined) {
      yield { path: at, says: "applyTo for listener class objects cannot have non listener match" };
    } else {
      const says = filterProblem({ patch, path });
      if (says !== undefined) yield { path: [...at, "listener", "filterChain", "filter"], says };
    }
  } else if (ROUTE_PARTS.includes(applyTo) && match.routeConfiguration === undefined) {
    yield { path: at, says: "applyTo for http route class objects cannot have non route configuration match" };
  } else if (applyTo === "CLUSTER" && match.cluster === undefined) {
    yield { path: at, says: "applyTo for cluster class objects cannot have non cluster match" };
  }
}

function filterProblem({ patch }: PatchAt): string | undefined {
  const filter = patch.match?.listener?.filterChain?.filter;
  if (filter === undefined) return undefined;
  if (!filter.name) return "filter match has no name to match on";
  if (filter.subFilter === undefined) return undefined;
  if (patch.applyTo !== "HTTP_FILTER") return "subfilter match can be used with applyTo HTTP_FILTER only";
  if (filter.name !== HTTP_MANAGER && filter.name !== "envoy.http_connection_manager") {
    return `subfilter match requires filter match with ${HTTP_MANAGER}`;
  }
  return filter.subFilter.name ? undefined : "subfilter match has no name to match on";
}

/**
 * What Istio warns of in matches: filters that do not count there, and names that Envoy has given up.
 *
 * @param effect whether it looks for the former
 */
export function* matchWarnings(spec: EnvoyFilterSpec, effect: boolean): Generator<Problem> {
  for (const at of checkedPatches(spec)) {
    const { applyTo = "", match } = at.patch;
    const filter = match?.listener?.filterChain?.filter;
    if (filter === undefined || !LISTENER_PARTS.includes(applyTo)) continue;
    const path = [...at.path, "match", "listener", "filterChain", "filter"];
    if (effect && (applyTo === "LISTENER" || applyTo === "FILTER_CHAIN")) {
      yield { path, says: `Envoy filter: filter match has no effect when used with ${applyTo}` };
    }
    if (filterProblem(at) !== undefined) continue;
    for (const [field, name] of [
      ["name", filter.name],
      ["subFilter", filter.subFilter?.name],
    ] as const) {
      const better = OLD_NAMES.get(name ?? "");
      if (better === undefined) continue;
      yield {
        path: [...path, field],
        says: `using deprecated filter name ${JSON.stringify(name)}; use ${JSON.stringify(better)} instead`,
      };
    }
  }
}

/** Names that Envoy has given up, with those that took their place (istio pkg/config/xds/deprecated.go). */
export const OLD_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "envoy.buffer": "envoy.filters.http.buffer",
    "envoy.client_ssl_auth": "envoy.filters.network.client_ssl_auth",
    "envoy.cors": "envoy.filters.http.cors",
    "envoy.csrf": "envoy.filters.http.csrf",
    "envoy.ext_authz": "envoy.filters.http.ext_authz",
    "envoy.fault": "envoy.filters.http.fault",
    "envoy.grpc_http1_bridge": "envoy.filters.http.grpc_http1_bridge",
    "envoy.grpc_json_transcoder": "envoy.filters.http.grpc_json_transcoder",
    "envoy.grpc_web": "envoy.filters.http.grpc_web",
    "envoy.gzip": "envoy.filters.http.gzip",
    "envoy.health_check": "envoy.filters.http.health_check",
    "envoy.http_connection_manager": "envoy.filters.network.http_connection_manager",
    "envoy.http_dynamo_filter": "envoy.filters.http.dynamo",
    "envoy.ip_tagging": "envoy.filters.http.ip_tagging",
    "envoy.listener.http_inspector": "envoy.filters.listener.http_inspector",
    "envoy.listener.original_dst": "envoy.filters.listener.original_dst",
    "envoy.listener.original_src": "envoy.filters.listener.original_src",
    "envoy.listener.proxy_protocol": "envoy.filters.listener.proxy_protocol",
    "envoy.listener.tls_inspector": "envoy.filters.listener.tls_inspector",
    "envoy.lua": "envoy.filters.http.lua",
    "envoy.mongo_proxy": "envoy.filters.network.mongo_proxy",
    "envoy.rate_limit": "envoy.filters.http.ratelimit",
    "envoy.ratelimit": "envoy.filters.network.ratelimit",
    "envoy.redis_proxy": "envoy.filters.network.redis_proxy",
    "envoy.router": "envoy.filters.http.router",
    "envoy.squash": "envoy.filters.http.squash",
    "envoy.tcp_proxy": "envoy.filters.network.tcp_proxy",
  }),
);
