import { describe, expect, test } from "vitest";
import { meshOf } from "./mesh-of.ts";

/** Who serves Gateways: `namespace/name [ports]`, with a question mark where it is a guess. */
function servedBy(...manifests: readonly string[]): string[] {
  return meshOf(manifests.join("---\n")).gateways.map(
    ({ proxy, certain, ports }) => `${proxy.namespace} ${proxy.name}${certain ? "" : "?"} ${ports.join(",")}`,
  );
}

const gateway = (selector: string, { name = "egress", namespace = "istio-system", ports = [443] } = {}) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: ${selector}
  servers:
${ports.map((port) => `  - { port: { number: ${port}, name: tls-${port}, protocol: TLS }, hosts: ["*"], tls: { mode: PASSTHROUGH } }`).join("\n")}
`;

const service = (selector: string | undefined, { name = "istio-egressgateway", namespace = "istio-system" } = {}) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  ports: [{ name: https, port: 443, targetPort: 8443 }]
  ${selector === undefined ? "" : `selector: ${selector}`}
`;

const pod = (
  labels: string,
  { name = "egress-7d9f-x2x", namespace = "istio-system", container = "istio-proxy" } = {},
) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }
spec: { containers: [{ name: ${container}, image: proxyv2 }] }
`;

const route = (host: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: via-gateway, namespace: default }
spec:
  hosts: [en.wikipedia.org]
  tls:
  - match: [{ port: 443, sniHosts: [en.wikipedia.org] }]
    route: [{ destination: { host: ${host}, port: { number: 443 } } }]
`;

const EGRESS = "{ istio: egressgateway }";
const CHART = "{ app: istio-egressgateway, istio: egressgateway }";

describe("pods that were read", () => {
  test("listen where their Service sends to, and the Service is not taken for others", () => {
    expect(servedBy(gateway(EGRESS), service(CHART), pod(CHART))).toEqual([
      "istio-system istio-system/egress-7d9f-x2x 8443",
    ]);
  });

  test("also where the Service names a port of theirs", () => {
    const named = service(CHART).replace("targetPort: 8443", "targetPort: tls");
    const pods = pod(CHART).replace(
      "image: proxyv2",
      "ports: [{ containerPort: 8080 }, { name: tls, containerPort: 8443 }]",
    );
    expect(servedBy(gateway(EGRESS), named, pods)).toEqual(["istio-system istio-system/egress-7d9f-x2x 8443"]);
  });

  test("a workload with a sidecar is no gateway, whatever its labels", () => {
    expect(servedBy(gateway(EGRESS), pod(EGRESS, { container: "app" }))).toEqual([
      "istio-system pods with istio=egressgateway? 443",
    ]);
  });

  test("a gateway that no Gateway selects serves none; each Gateway may have pods of its own", () => {
    const ingress = "{ istio: ingressgateway }";
    const other = "{ istio: eastwestgateway }";
    const pods = [pod(EGRESS), pod(ingress, { name: "ingress" }), pod(other, { name: "eastwest" })];
    expect(servedBy(gateway(EGRESS), gateway(ingress, { name: "in", ports: [80] }), ...pods)).toEqual([
      "istio-system istio-system/egress-7d9f-x2x 443",
      "istio-system istio-system/ingress 80",
    ]);
  });

  test("ports of all Gateways, each once, in order", () => {
    const more = gateway(EGRESS, { name: "more", ports: [15443, 80, 443] });
    const none =
      "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: none }\nspec: { selector: {} }\n";
    expect(servedBy(gateway(EGRESS, { ports: [443, 9000] }), more, none, pod(EGRESS))).toEqual([
      "istio-system istio-system/egress-7d9f-x2x 80,443,9000,15443",
    ]);
  });
});

describe("pods behind a Service", () => {
  test("have the labels that the Service selects", () => {
    const [pods] = meshOf([gateway(EGRESS), service(CHART)].join("---\n")).gateways;
    expect(pods).toEqual({
      certain: true,
      ports: [8443],
      proxy: {
        kind: "gateway",
        namespace: "istio-system",
        name: "istio-system/istio-egressgateway",
        labels: { app: "istio-egressgateway", istio: "egressgateway" },
        serviceAccount: "istio-egressgateway",
        dnsCapture: false,
      },
    });
  });

  test("have those that the Gateway asks for besides", () => {
    const unlike = gateway("{ istio: ingressgateway }", { name: "in" });
    const [pods] = meshOf([unlike, gateway(CHART), service(EGRESS)].join("---\n")).gateways;
    expect(pods?.proxy.labels).toEqual({ istio: "egressgateway", app: "istio-egressgateway" });
  });

  test("are those of gateways alone", () => {
    const others = [
      service("{ app: sleep }", { name: "sleep" }),
      service(undefined, { name: "no-selector" }),
      `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: by-labels, namespace: istio-system }
spec:
  hosts: [legacy.example.com]
  ports: [{ number: 443, name: tls, protocol: TLS }]
  resolution: STATIC
  workloadSelector: { labels: ${EGRESS} }
`,
    ];
    expect(servedBy(gateway(EGRESS), ...others, service(EGRESS))).toEqual([
      "istio-system istio-system/istio-egressgateway 8443",
    ]);
  });

  test("are there also when other pods were read: of another namespace, or another application", () => {
    const elsewhere = [
      pod(EGRESS, { namespace: "team" }),
      pod("{ app: sleep }", { name: "sleep", container: "sleep" }),
    ];
    expect(servedBy(gateway(EGRESS), service(EGRESS), ...elsewhere)).toEqual([
      "team team/egress-7d9f-x2x 443",
      "istio-system istio-system/istio-egressgateway 8443",
    ]);
  });
});

describe("pods that a route names", () => {
  test("are taken for those of Istio's charts", () => {
    const [pods, ...others] = meshOf(
      [gateway(EGRESS), route("istio-egressgateway.istio-system.svc.cluster.local")].join("---\n"),
    ).gateways;
    expect(others).toEqual([]);
    expect(pods).toMatchObject({ certain: true, ports: [8443] });
    expect(pods?.proxy).toMatchObject({
      namespace: "istio-system",
      name: "istio-system/istio-egressgateway",
      labels: { app: "istio-egressgateway", istio: "egressgateway" },
      serviceAccount: "istio-egressgateway",
    });
  });

  test("one of several Gateways is enough", () => {
    const ingress = gateway("{ istio: ingressgateway }", { name: "in" });
    expect(servedBy(gateway(EGRESS), ingress, route("istio-egressgateway.istio-system.svc.cluster.local"))).toEqual([
      "istio-system istio-system/istio-egressgateway 8443",
      "istio-system pods with istio=ingressgateway? 443",
    ]);
  });

  test("istio- counts at the beginning of a name", () => {
    const host = "our-istio-egress.istio-system.svc.cluster.local";
    expect(servedBy(gateway("{ istio: our-istio-egress }"), route(host))).toEqual([
      "istio-system istio-system/our-istio-egress 8443",
    ]);
  });

  test("a name that does not look like the selector says nothing", () => {
    expect(servedBy(gateway("{ custom: way-out }"), route("out.istio-system.svc.cluster.local"))).toEqual([
      "istio-system pods with custom=way-out? 443",
    ]);
  });
});

describe("pods that nothing but a Gateway speaks of", () => {
  test("are in the root namespace, and may have several labels", () => {
    const meshConfig = `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "rootNamespace: istio-config" }
`;
    expect(servedBy(meshConfig, gateway(CHART, { namespace: "team" }))).toEqual([
      "istio-config pods with app=istio-egressgateway,istio=egressgateway? 443",
    ]);
    const [pods] = meshOf(gateway(CHART)).gateways;
    expect(pods?.proxy).toMatchObject({ kind: "gateway", serviceAccount: "", dnsCapture: false });
  });

  test("of the same selector, written in another order, are the same", () => {
    const turned = gateway("{ istio: egressgateway, app: istio-egressgateway }", { name: "turned" });
    expect(servedBy(gateway(CHART), turned)).toHaveLength(1);
  });

  test("of a longer selector stand for those of a shorter one, and no others do", () => {
    const ingress = gateway("{ istio: ingressgateway }", { name: "in", ports: [80] });
    const long = gateway(CHART, { name: "long", ports: [15443] });
    expect(servedBy(gateway(EGRESS), long, ingress)).toEqual([
      "istio-system pods with app=istio-egressgateway,istio=egressgateway? 443,15443",
      "istio-system pods with istio=ingressgateway? 80",
    ]);
  });

  test("a Gateway for every gateway names no pods", () => {
    expect(servedBy(gateway("{}"))).toEqual([]);
    expect(servedBy(gateway("{}"), gateway(EGRESS, { name: "in" }), pod("{ app: other }"))).toEqual([
      "istio-system pods with istio=egressgateway? 443",
    ]);
  });

  test("of the Gateway API are beside it, in each namespace that has one", () => {
    const api = (name: string, namespace: string, port: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  gatewayClassName: istio
  listeners: [{ name: tls, port: ${port}, protocol: TLS, tls: { mode: Passthrough } }]
`;
    const name = "pods with gateway.networking.k8s.io/gateway-name";
    expect(servedBy(api("out", "team", 443), api("out", "other", 444), api("in", "edge", 80))).toEqual([
      `team ${name}=out? 443`,
      `other ${name}=out? 444`,
      `edge ${name}=in? 80`,
    ]);
    expect(servedBy(api("in", "edge", 80), gateway(EGRESS))).toEqual([
      "istio-system pods with istio=egressgateway? 443",
      `edge ${name}=in? 80`,
    ]);
  });
});
