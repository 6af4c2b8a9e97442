import { describe, expect, test } from "vitest";
import { gatewayLegs } from "../../../src/check/mesh/gateway-legs.ts";
import { all, ENTRY, GATEWAY, GATEWAY_HOST, object, routes, SERVICE } from "./manifests.ts";

describe("the ways of sidecars to a gateway", () => {
  const ways = (...manifests: readonly string[]) =>
    [...gatewayLegs(all(...manifests))].map(
      ({ leg, tls, served }) => `${leg.proxy.name} to ${served.pods.proxy.name} ${served.port} ${tls?.mode ?? "plain"}`,
    );
  const mutual = object(
    "DestinationRule",
    "egress",
    `host: ${GATEWAY_HOST}\ntrafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: en.wikipedia.org } }`,
  );
  const found = "workloads of default to istio-system/istio-egressgateway 8443 plain";

  test("end at the listener of its pods", () => {
    expect(ways(GATEWAY, SERVICE, routes(), ENTRY)).toEqual([found]);
    expect(ways(GATEWAY, SERVICE, routes(), mutual)).toEqual([found.replace("plain", "ISTIO_MUTUAL")]);
  });

  test("by whichever port of its Service they go", () => {
    const plain = object(
      "VirtualService",
      "plain",
      `hosts: [www.example.org]
gateways: [mesh, istio-system/egress]
http: [{ route: [{ destination: { host: ${GATEWAY_HOST}, port: { number: 80 } } }] }]`,
    );
    expect(ways(GATEWAY, SERVICE, plain)).toEqual([found.replace("8443", "8080")]);
  });

  test("by a port that its pods give a name", () => {
    const pods = `
apiVersion: v1
kind: Pod
metadata: { name: mine, namespace: istio-system, labels: { istio: egressgateway } }
spec: { containers: [{ name: istio-proxy, ports: [{ name: https, containerPort: 8443 }] }] }
`;
    expect(ways(GATEWAY, SERVICE.replace("targetPort: 8443", "targetPort: https"), pods, routes())).toEqual([
      "workloads of default to istio-system/mine 8443 plain",
    ]);
  });

  test("of its namespace and with the labels of its Service", () => {
    const pod = (name: string, labels: string, namespace: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }
spec: { containers: [{ name: istio-proxy }] }
`;
    const other = GATEWAY.replaceAll("egressgateway", "other").replace("name: egress", "name: other");
    const mine = pod("mine", "{ istio: egressgateway }", "istio-system");
    const pods = [
      mine,
      pod("elsewhere", "{ istio: egressgateway }", "team"),
      pod("other", "{ istio: other }", "istio-system"),
    ];
    const besides = SERVICE.replaceAll("egressgateway", "other");
    const there = SERVICE.replace("namespace: istio-system", "namespace: team");
    const both = routes().replaceAll("istio-system/egress]", "istio-system/egress, istio-system/other]");
    expect(ways(GATEWAY, other, SERVICE, besides, there, ...pods, both)).toEqual([
      "workloads of default to istio-system/mine 8443 plain",
    ]);
  });

  test("end nowhere where no listener is known", () => {
    // A gateway of which only its Gateway speaks.
    expect(ways(GATEWAY.replaceAll("egressgateway", "way-out"), SERVICE, routes())).toEqual([]);
    // A Service that no Gateway has a server for.
    expect(ways(GATEWAY, SERVICE, routes().replace("number: 443 }", "number: 15443 }"))).toEqual([]);
    // A port that no Gateway has a server for, and a server that no VirtualService sends on from.
    const more = SERVICE.replace("ports:", "ports:\n  - { name: status, port: 15021, targetPort: 15021 }");
    expect(ways(GATEWAY, more, routes().replace("number: 443 }", "number: 15021 }"))).toEqual([]);
    expect(ways(GATEWAY, SERVICE, routes().replace("gateways: [mesh, istio-system/egress]", ""))).toEqual([]);
    // A Service without pods.
    const pods = `
apiVersion: v1
kind: Pod
metadata: { name: mine, namespace: istio-system, labels: { istio: egressgateway } }
spec: { containers: [{ name: istio-proxy }] }
`;
    expect(
      ways(
        GATEWAY,
        pods,
        SERVICE.replace("8443", "443").replace("  selector: { istio: egressgateway }\n", ""),
        routes(),
      ),
    ).toEqual([]);
    // A subset that nobody defines.
    expect(
      ways(GATEWAY, SERVICE, routes().replace(", port: { number: 443 } }", ", subset: eu, port: { number: 443 } }")),
    ).toEqual([]);
    // No Service, and no port.
    expect(ways(GATEWAY, routes().replace(GATEWAY_HOST, "nothing.example.org"))).toEqual([]);
    expect(
      ways(GATEWAY, SERVICE, routes().replace(", port: { number: 443 } } }", " } }").replace("port: 443, ", "")),
    ).toEqual([]);
  });

  test("by a cluster that an EnvoyFilter changes are not known", () => {
    const filter = object(
      "EnvoyFilter",
      "way",
      `configPatches:
- applyTo: CLUSTER
  match: { context: SIDECAR_OUTBOUND }
  patch: { operation: MERGE, value: { connect_timeout: 1s } }`,
    );
    expect(ways(GATEWAY, SERVICE, routes(), filter)).toEqual([]);
    const inGateway = filter
      .replace("SIDECAR_OUTBOUND", "GATEWAY")
      .replace("namespace: default", "namespace: istio-system");
    expect(ways(GATEWAY, SERVICE, routes(), inGateway)).toEqual([found]);
  });

  test("into a listener that an EnvoyFilter changes are not known", () => {
    const filter = object(
      "EnvoyFilter",
      "listener",
      `configPatches:
- applyTo: LISTENER
  match: { context: GATEWAY }
  patch: { operation: MERGE, value: { enable_reuse_port: false } }`,
      "istio-system",
    );
    expect(ways(GATEWAY, SERVICE, routes(), filter)).toEqual([]);
  });

  test("a destination outside is none", () => {
    const entry = object(
      "ServiceEntry",
      "by-labels",
      `hosts: [${GATEWAY_HOST.replace(".svc.cluster.local", ".example")}]
ports: [{ number: 443, name: tls, protocol: TLS, targetPort: 8443 }]
resolution: STATIC
workloadSelector: { labels: { istio: egressgateway } }`,
      "istio-system",
    );
    const to = routes().replace(GATEWAY_HOST, GATEWAY_HOST.replace(".svc.cluster.local", ".example"));
    expect(ways(GATEWAY, SERVICE, entry, to)).toEqual([]);
  });

  test("the routes of another gateway are none", () => {
    const own = routes().replaceAll("gateways: [mesh]", "gateways: [istio-system/egress]");
    expect(ways(GATEWAY, SERVICE, own)).toEqual([]);
  });
});
