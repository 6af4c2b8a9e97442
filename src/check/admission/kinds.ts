/** Istio's kinds as rules name them: `group/kind`. */
export const SERVICE_ENTRY = "networking.istio.io/ServiceEntry";
export const VIRTUAL_SERVICE = "networking.istio.io/VirtualService";
export const GATEWAY = "networking.istio.io/Gateway";
export const DESTINATION_RULE = "networking.istio.io/DestinationRule";
export const SIDECAR = "networking.istio.io/Sidecar";
export const ENVOY_FILTER = "networking.istio.io/EnvoyFilter";
export const PROXY_CONFIG = "networking.istio.io/ProxyConfig";
export const AUTHORIZATION_POLICY = "security.istio.io/AuthorizationPolicy";
export const PEER_AUTHENTICATION = "security.istio.io/PeerAuthentication";
export const TELEMETRY = "telemetry.istio.io/Telemetry";

export const ISTIO_KINDS = [
  SERVICE_ENTRY,
  VIRTUAL_SERVICE,
  GATEWAY,
  DESTINATION_RULE,
  SIDECAR,
  ENVOY_FILTER,
  PROXY_CONFIG,
  AUTHORIZATION_POLICY,
  PEER_AUTHENTICATION,
  TELEMETRY,
];

/** Kinds that may select workloads by labels. */
export const SELECTING_KINDS = [
  SERVICE_ENTRY,
  DESTINATION_RULE,
  SIDECAR,
  ENVOY_FILTER,
  PROXY_CONFIG,
  AUTHORIZATION_POLICY,
  PEER_AUTHENTICATION,
  TELEMETRY,
];
