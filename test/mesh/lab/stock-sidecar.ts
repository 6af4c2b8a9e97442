import { kubectlOk } from "./cluster.ts";

/**
 * What stock Envoy lacks of what istiod of an old release gives a sidecar or a gateway, and no setting of istiod turns off: the filter
 * that tells later ones who calls. It has been one of HTTP, where nobody here asks it, then one of the network, where the filter of an
 * AuthorizationPolicy does.
 */
const AUTHN_FILTER = "istio_authn";
/** Before there was a setting: it offers the next hop other protocols than the client did. */
const ALPN_FILTER = "istio.alpn";
/** It tells telemetry who the peer is; in 1.13 inbound listeners have it whatever the setting says. */
const METADATA_EXCHANGE = "istio.metadata_exchange";
const HTTP_CONNECTION_MANAGER = "envoy.filters.network.http_connection_manager";

/** Envoy's own filter that tells the same: wrapped, since the istiods that want it do not know its type. */
const TELLS_WHO_CALLS = {
  name: AUTHN_FILTER,
  typed_config: {
    "@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
    type_url: "type.googleapis.com/envoy.extensions.filters.network.set_filter_state.v3.Config",
    value: {
      on_downstream_tls_handshake: [
        {
          object_key: "io.istio.peer_principal",
          factory_key: "envoy.string",
          format_string: { text_format_source: { inline_string: "%DOWNSTREAM_PEER_URI_SAN%" } },
        },
      ],
    },
  },
};

/** Has istiod leave it out or put Envoy's own in its place, for every sidecar and gateway; where it sends none, nothing changes. */
export async function fitSidecarsToStockEnvoy(): Promise<void> {
  const envoyFilter = {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "stock-envoy-sidecar", namespace: "istio-system" },
    spec: {
      configPatches: [
        ...[AUTHN_FILTER, ALPN_FILTER, METADATA_EXCHANGE].map((name) =>
          patchOf("HTTP_FILTER", { name: HTTP_CONNECTION_MANAGER, subFilter: { name } }, { operation: "REMOVE" }),
        ),
        patchOf("NETWORK_FILTER", { name: METADATA_EXCHANGE }, { operation: "REMOVE" }),
        patchOf("NETWORK_FILTER", { name: AUTHN_FILTER }, { operation: "REPLACE", value: TELLS_WHO_CALLS }),
      ],
    },
  };
  await kubectlOk(["apply", "-f", "-"], JSON.stringify(envoyFilter));
}

function patchOf(applyTo: "HTTP_FILTER" | "NETWORK_FILTER", filter: object, patch: object): object {
  return { applyTo, match: { context: "ANY", listener: { filterChain: { filter } } }, patch };
}
