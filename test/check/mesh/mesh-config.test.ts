import { describe, expect, test } from "vitest";
import { meshOf } from "./mesh-of.ts";

const configMap = (mesh: string, { name = "istio", namespace = "istio-system" } = {}) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: ${namespace} }
data:
  mesh: |
    ${mesh.split("\n").join("\n    ")}
  meshNetworks: 'networks: {}'
`;

const operator = (spec: string) => `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: control-plane, namespace: istio-system }
spec:
  profile: default
  ${spec.split("\n").join("\n  ")}
`;

const NOTHING = {
  ref: undefined,
  outbound: undefined,
  outboundRef: undefined,
  rootNamespace: undefined,
  trustDomain: undefined,
  dnsCapture: false,
};

describe("what manifests say of the mesh as a whole", () => {
  test("the ConfigMap that istiod reads", () => {
    const mesh = meshOf(
      configMap(`accessLogFile: /dev/stdout
defaultConfig:
  proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true" }
outboundTrafficPolicy: { mode: REGISTRY_ONLY }
rootNamespace: istio-config
trustDomain: example.org`),
    );
    const [object] = mesh.world.of("ConfigMap");
    const ref = { object, path: ["data", "mesh"] };
    expect(mesh.meshConfig).toEqual({
      ref,
      outbound: "REGISTRY_ONLY",
      outboundRef: ref,
      rootNamespace: "istio-config",
      trustDomain: "example.org",
      dnsCapture: true,
    });
    expect(mesh.model.settings).toMatchObject({
      outbound: "REGISTRY_ONLY",
      rootNamespace: "istio-config",
      trustDomain: "example.org",
    });
  });

  test("an IstioOperator, field by field", () => {
    const mesh = meshOf(
      operator("meshConfig:\n  outboundTrafficPolicy: { mode: ALLOW_ANY }\n  trustDomain: example.org"),
    );
    const [object] = mesh.world.of("IstioOperator");
    expect(mesh.meshConfig).toEqual({
      ...NOTHING,
      ref: { object, path: ["spec", "meshConfig"] },
      outbound: "ALLOW_ANY",
      outboundRef: { object, path: ["spec", "meshConfig", "outboundTrafficPolicy", "mode"] },
      trustDomain: "example.org",
    });
  });

  test("of both, the IstioOperator is what the ConfigMap is made of", () => {
    const other = configMap("outboundTrafficPolicy: { mode: ALLOW_ANY }");
    const strict = "meshConfig: { outboundTrafficPolicy: { mode: REGISTRY_ONLY } }";
    expect(meshOf(`${other}---${operator(strict)}`).meshConfig.outbound).toBe("REGISTRY_ONLY");
    expect(meshOf(`${other}---${operator("components: {}")}`).meshConfig.outbound).toBe("ALLOW_ANY");
  });

  test("a config without any of it", () => {
    const { meshConfig } = meshOf(configMap("enableTracing: true"));
    expect(meshConfig).toEqual({ ...NOTHING, ref: expect.objectContaining({ path: ["data", "mesh"] }) });
  });

  test.each([
    ["a mode that istiod does not know", "outboundTrafficPolicy: { mode: ALLOW_SOME }", { outbound: undefined }],
    ["no DNS proxy", 'defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: "false" } }', { dnsCapture: false }],
    ["other metadata", 'defaultConfig: { proxyMetadata: { ISTIO_META_OTHER: "true" } }', { dnsCapture: false }],
    [
      "a value that is no string",
      "defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: true } }",
      { dnsCapture: true },
    ],
  ])("%s", (_what, mesh, facts) => {
    expect(meshOf(configMap(mesh)).meshConfig).toMatchObject(facts);
  });

  test("a revision's ConfigMap", () => {
    const mesh = meshOf(configMap("trustDomain: example.org", { name: "istio-1-28" }));
    expect(mesh.meshConfig.trustDomain).toBe("example.org");
  });

  test.each([
    ["of another namespace", configMap("trustDomain: example.org", { namespace: "team" })],
    ["of another program", configMap("trustDomain: example.org", { name: "our-istio" })],
    [
      "with no config of the mesh",
      "{ apiVersion: v1, kind: ConfigMap, metadata: { name: istio-ca-root-cert, namespace: istio-system }, data: { a: b } }",
    ],
    ["that cannot be read", configMap("trustDomain: [")],
  ])("no ConfigMap %s", (_what, text) => {
    expect(meshOf(text).meshConfig).toEqual(NOTHING);
  });

  test("the one that can be read counts", () => {
    const text = `${configMap("trustDomain: [")}---${configMap("trustDomain: example.org", { name: "istio-1-28" })}`;
    expect(meshOf(text).meshConfig.trustDomain).toBe("example.org");
  });

  test("without any, what istiod takes", () => {
    const { settings } = meshOf("").model;
    expect(settings).toMatchObject({
      outbound: "ALLOW_ANY",
      rootNamespace: "istio-system",
      trustDomain: "cluster.local",
    });
    expect(settings.target).toMatchObject({ dataPlane: "sidecar", dnsCapture: false, releaseKnown: true });
    // More may be in the cluster than was read.
    expect(settings.closedWorld).toBe(false);
  });
});

describe("the cluster's domain", () => {
  const domainOf = (text: string) => meshOf(text).model.settings.target.meshDomain;
  const rule = (host: string) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: r${host.length}, namespace: istio-system }
spec: { host: "${host}" }
`;
  const routes = (protocol: string, host: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${protocol}, namespace: default }
spec:
  hosts: [en.wikipedia.org]
  ${protocol}:
  - route: [{ destination: { host: ${host} } }]
  - {}
`;

  test.each([
    ["nothing named", "", "cluster.local"],
    ["a DestinationRule", rule("istio-egressgateway.istio-system.svc.corp.example"), "corp.example"],
    ["capitals", rule("istio-egressgateway.istio-system.SVC.Corp.Example"), "corp.example"],
    ["routes of HTTP", routes("http", "gw.egress.svc.corp.example"), "corp.example"],
    ["routes of TLS", routes("tls", "gw.egress.SVC.corp.example"), "corp.example"],
    ["routes of TCP", routes("tcp", "gw.egress.svc.corp.example"), "corp.example"],
    [
      "short names, and names outside",
      rule("istio-egressgateway") + routes("tls", "en.wikipedia.org"),
      "cluster.local",
    ],
    ["a wildcard", rule("*.egress.svc.corp.example"), "cluster.local"],
    ["a name with more labels", rule("a.b.c.svc.corp.example"), "cluster.local"],
    // Services of another cluster.
    ["also the usual one", rule("a.b.svc.cluster.local") + rule("other.b.svc.aws.example"), "cluster.local"],
    [
      "the most frequent",
      rule("a.b.svc.one.example") + rule("b.b.svc.two.example.org") + routes("tls", "c.b.svc.two.example.org"),
      "two.example.org",
    ],
    [
      "the most frequent, named first",
      routes("tls", "c.b.svc.two.example") + rule("b.b.svc.two.example") + rule("a.b.svc.a.example"),
      "two.example",
    ],
    ["as frequent: by the alphabet", rule("a.b.svc.two.example") + routes("tls", "c.b.svc.one.example"), "one.example"],
    ["as frequent, turned", rule("a.b.svc.one.example") + routes("tls", "c.b.svc.two.example"), "one.example"],
  ])("%s", (_what, text, domain) => {
    expect(domainOf(text)).toBe(domain);
  });
});
