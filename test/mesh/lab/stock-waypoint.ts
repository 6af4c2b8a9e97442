import { kubectlOk } from "./cluster.ts";

/**
 * Stock Envoy lacks one of the filters that istiod gives a waypoint, `io.istio.http.peer_metadata`, and refuses every listener that has
 * it. It only tells telemetry who the peer is; these are the names that it goes by, and all that is taken out of a waypoint's
 * configuration. (istiod's way to name a waypoint's listeners in an EnvoyFilter is the context of a sidecar's inbound side.)
 */
const FILTERS = ["waypoint_downstream_peer_metadata", "waypoint_upstream_peer_metadata"];

/** Has istiod leave out, for every waypoint, what stock Envoy does not know. */
export async function fitWaypointsToStockEnvoy(): Promise<void> {
  const envoyFilter = {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "stock-envoy-waypoint", namespace: "istio-system" },
    spec: {
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "GatewayClass", name: "istio-waypoint" }],
      configPatches: FILTERS.map(withoutHttpFilter),
    },
  };
  await kubectlOk(["apply", "-f", "-"], JSON.stringify(envoyFilter));
}

function withoutHttpFilter(name: string): object {
  const filter = { name: "envoy.filters.network.http_connection_manager", subFilter: { name } };
  return {
    applyTo: "HTTP_FILTER",
    match: { context: "SIDECAR_INBOUND", listener: { filterChain: { filter } } },
    patch: { operation: "REMOVE" },
  };
}

/** Metadata discovery is the other half of that filter: a template of the bootstrap without it. @throws when the template has no such part. */
export function withoutMetadataDiscovery(template: string): string {
  const condition = "{{- if .metadata_discovery }}";
  if (!template.includes(condition)) throw new Error(`the bootstrap template has no ${condition}`);
  return template.replaceAll(condition, "{{- if false }}");
}

/**
 * What a waypoint's agent is told besides. For a waypoint of a release before 1.29.2 istiod names the factory `envoy.string`, which stock
 * Envoy has, where it would name its own `istio.hashable_string`: the string in a connection's state is the same, and nothing else
 * that a waypoint gets here depends on the release (pilot/pkg/networking/core/listener_waypoint.go and pilot/pkg/xds/filters/filters.go).
 */
export const STOCK_WAYPOINT_AGENT = { ISTIO_META_ISTIO_VERSION: "1.29.1" };
