import { kubectlOk } from "./cluster.ts";

/**
 * What stock Envoy lacks of what istiod of an old release gives a sidecar, and no setting of istiod turns off: the filter that tells
 * later filters of HTTP who calls the sidecar's own workload. It has been one of HTTP, then one of the network.
 */
const AUTHN_FILTER = "istio_authn";
const HTTP_CONNECTION_MANAGER = "envoy.filters.network.http_connection_manager";

/** Has istiod leave it out, for every sidecar and gateway; where it sends none, nothing changes. */
export async function fitSidecarsToStockEnvoy(): Promise<void> {
  const envoyFilter = {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "stock-envoy-sidecar", namespace: "istio-system" },
    spec: {
      configPatches: [
        removal("HTTP_FILTER", { name: HTTP_CONNECTION_MANAGER, subFilter: { name: AUTHN_FILTER } }),
        removal("NETWORK_FILTER", { name: AUTHN_FILTER }),
      ],
    },
  };
  await kubectlOk(["apply", "-f", "-"], JSON.stringify(envoyFilter));
}

function removal(applyTo: "HTTP_FILTER" | "NETWORK_FILTER", filter: object): object {
  return { applyTo, match: { context: "ANY", listener: { filterChain: { filter } } }, patch: { operation: "REMOVE" } };
}
