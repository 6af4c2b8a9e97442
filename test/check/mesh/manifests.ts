import type { CheckedMesh } from "../../../src/check/mesh/checked-mesh.ts";
import { meshOf } from "./mesh-of.ts";

/** A Service, or one of Istio's objects. */
export const object = (kind: string, name: string, spec: string, namespace = "default") => `
apiVersion: ${kind === "Service" ? "v1" : "networking.istio.io/v1"}
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  ${spec.split("\n").join("\n  ")}
`;

export const all = (...manifests: readonly string[]): CheckedMesh => meshOf(manifests.join("---\n"));

/** As the charts label its pods. */
export const GATEWAY = object(
  "Gateway",
  "egress",
  `selector: { istio: egressgateway }
servers:
- { port: { number: 443, name: tls, protocol: TLS }, hosts: ["*"], tls: { mode: PASSTHROUGH } }
- { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.example.org"] }`,
  "istio-system",
);

export const SERVICE = object(
  "Service",
  "istio-egressgateway",
  `selector: { istio: egressgateway }
ports:
- { name: tls, port: 443, targetPort: 8443 }
- { name: http2, port: 80, targetPort: 8080 }`,
  "istio-system",
);

export const GATEWAY_HOST = "istio-egressgateway.istio-system.svc.cluster.local";

/** Sidecars go by the gateway, and the gateway goes outside. */
export const routes = (more = "", { name = "via", namespace = "default" } = {}) =>
  object(
    "VirtualService",
    name,
    `hosts: [en.wikipedia.org]
gateways: [mesh, istio-system/egress]
tls:
- match: [{ gateways: [mesh], port: 443, sniHosts: [en.wikipedia.org] }]
  route: [{ destination: { host: ${GATEWAY_HOST}, port: { number: 443 } } }]
- match: [{ gateways: [istio-system/egress], port: 443, sniHosts: [en.wikipedia.org] }]
  route: [{ destination: { host: en.wikipedia.org } }]${more}`,
    namespace,
  );

export const ENTRY = object(
  "ServiceEntry",
  "wikipedia",
  "hosts: [en.wikipedia.org]\nports: [{ number: 443, name: tls, protocol: TLS }]\nresolution: DNS",
);
