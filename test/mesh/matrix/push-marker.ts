import { apiVersionOf } from "../lab/release.ts";
import { HAS_WAYPOINT } from "../lab/topology.ts";

/** Objects that do nothing but show up, as a cluster (and to DNS) of this name, in every Envoy that has got the push which holds them. */
export function markers(host: string): object {
  const items = [forSidecarsAndGateways(host), ...(HAS_WAYPOINT ? [forWaypoints(host)] : [])];
  return { apiVersion: "v1", kind: "List", items };
}

function forSidecarsAndGateways(host: string): object {
  return {
    apiVersion: apiVersionOf("ServiceEntry"),
    kind: "ServiceEntry",
    metadata: { name: "push-marker", namespace: "default" },
    spec: {
      hosts: [host],
      // Without one, the name would not be in the table of Istio's DNS proxy.
      addresses: ["240.240.255.254"],
      exportTo: ["*"],
      location: "MESH_EXTERNAL",
      ports: [{ number: 61000, name: "tls", protocol: "TLS" }],
      resolution: "NONE",
    },
  };
}

/** A waypoint gets the services that are bound to it, and no others. */
function forWaypoints(host: string): object {
  const cluster = { name: host, type: "STATIC", connect_timeout: "1s" };
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "push-marker", namespace: "istio-system" },
    spec: {
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "GatewayClass", name: "istio-waypoint" }],
      configPatches: [
        { applyTo: "CLUSTER", match: { context: "SIDECAR_INBOUND" }, patch: { operation: "ADD", value: cluster } },
      ],
    },
  };
}
