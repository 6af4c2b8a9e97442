import { kubectlOk } from "./cluster.ts";
import { inNetns, run } from "./command.ts";
import { CONTROL_PLANE, WAYPOINT } from "./topology.ts";
import { waitFor } from "./wait.ts";

/**
 * What stock Envoy lacks of what istiod gives a waypoint, all of it: `io.istio.http.peer_metadata`, which only tells telemetry who the peer
 * is, under these names; and a factory for the strings that filters leave in a connection's state, for which Envoy has one of its own.
 */
const PEER_METADATA = ["waypoint_downstream_peer_metadata", "waypoint_upstream_peer_metadata"];
const STRING_FACTORY = { istio: "istio.hashable_string", envoy: "envoy.string" };
/** The filters that leave strings: of the tunnel, and of the tunnel in a tunnel to other networks, which nobody uses here. */
const SETS_STATE = {
  http: "extensions.filters.http.set_filter_state",
  network: "extensions.filters.network.set_filter_state",
};

/** Metadata discovery is the other half of `peer_metadata`: a template of the bootstrap without it. @throws when the template has no such part. */
export function withoutMetadataDiscovery(template: string): string {
  const condition = "{{- if .metadata_discovery }}";
  if (!template.includes(condition)) throw new Error(`the bootstrap template has no ${condition}`);
  return template.replaceAll(condition, "{{- if false }}");
}

/**
 * Has istiod leave out, for every waypoint, what stock Envoy does not know. The filters with strings are istiod's own, as it would send
 * them, with the other factory. Until then the waypoint's Envoy refuses its listeners: it must be there, or istiod has nothing to show.
 */
export async function fitWaypointsToStockEnvoy(): Promise<void> {
  const withStrings = await waitFor("what istiod gives the waypoint", filtersWithStrings);
  const envoyFilter = {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "stock-envoy-waypoint", namespace: "istio-system" },
    spec: {
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "GatewayClass", name: "istio-waypoint" }],
      configPatches: [
        ...PEER_METADATA.map((name) => patchOf("HTTP_FILTER", name, { operation: "REMOVE" })),
        ...withStrings.map((filter) => {
          const applyTo = JSON.stringify(filter).includes(SETS_STATE.http) ? "HTTP_FILTER" : "NETWORK_FILTER";
          return patchOf(applyTo, filter.name, { operation: "REPLACE", value: filter });
        }),
      ],
    },
  };
  await kubectlOk(["apply", "-f", "-"], JSON.stringify(envoyFilter));
}

async function filtersWithStrings(): Promise<readonly Filter[] | undefined> {
  const url = `http://127.0.0.1:8080/debug/config_dump?proxyID=${WAYPOINT.pod}.${WAYPOINT.namespace}`;
  const dump = JSON.parse(await run(inNetns(CONTROL_PLANE.netns, ["curl", "-sS", "-m", "5", url]))) as unknown;
  const found = filtersIn(dump).filter(({ typedConfig }) => {
    const text = JSON.stringify(typedConfig);
    return text.includes(STRING_FACTORY.istio) && Object.values(SETS_STATE).some((type) => text.includes(`${type}.`));
  });
  // A filter that holds others is not what is meant: the innermost is.
  const innermost = found.filter(({ typedConfig }) => filtersIn(typedConfig).length === 0);
  if (innermost.length === 0) return undefined;
  return JSON.parse(JSON.stringify(innermost).replaceAll(STRING_FACTORY.istio, STRING_FACTORY.envoy)) as Filter[];
}

interface Filter {
  readonly name: string;
  readonly typedConfig: object;
}

function filtersIn(value: unknown): Filter[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap(filtersIn);
  return "name" in value && "typedConfig" in value ? [value as Filter, ...inside] : inside;
}

/** istiod takes a waypoint's listeners for a sidecar's inbound ones. */
function patchOf(applyTo: "HTTP_FILTER" | "NETWORK_FILTER", name: string, patch: object): object {
  const connectionManager = "envoy.filters.network.http_connection_manager";
  const filter = applyTo === "HTTP_FILTER" ? { name: connectionManager, subFilter: { name } } : { name };
  return { applyTo, match: { context: "SIDECAR_INBOUND", listener: { filterChain: { filter } } }, patch };
}
