import { describe, expect, test } from "vitest";
import { autoscalerOf } from "../../../src/check/mesh/autoscaled.ts";
import { patchGroups } from "../../../src/check/mesh/patch-groups.ts";
import { forwardsSni, hasOtherCluster } from "../../../src/check/mesh/patched-ways.ts";
import { gatewayPodSpecs } from "../../../src/check/mesh/pod-specs.ts";
import { clientProxy } from "../../../src/check/mesh/route-legs.ts";
import { meshOf } from "./mesh-of.ts";

const deployment = (name: string, { annotations = "", spec = "containers: [{ name: app }]" } = {}) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: istio-system }
spec:
  template:
    metadata: { labels: { istio: egressgateway }${annotations === "" ? "" : `, annotations: ${annotations}`} }
    spec: { ${spec} }
`;

const pod = (name: string, { annotations = "{}", spec = "containers: [{ name: app }]" } = {}) => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: istio-system, annotations: ${annotations} }
spec: { ${spec} }
`;

const sniProxy = (namespace = "istio-system") => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: sni-proxy, namespace: ${namespace} }
data: { nginx.conf: "stream { server { listen 8443; ssl_preread on; proxy_pass $ssl_preread_server_name:443; } }" }
`;

describe("pods of gateways and SNI proxies", () => {
  const PROXY = "containers: [{ name: istio-proxy, image: auto }]";
  const MOUNTS = "containers: [{ name: nginx }], volumes: [{ emptyDir: {} }, { configMap: { name: sni-proxy } }]";
  const injected = '{ inject.istio.io/templates: "gateway" }';
  const names = (text: string) => gatewayPodSpecs(meshOf(text)).map(({ object }) => `${object.kind} ${object.name}`);

  test("have Istio's proxy as their first container, or ask for it", () => {
    const text = [
      deployment("app"),
      deployment("sidecar-beside", { spec: "containers: [{ name: app }, { name: istio-proxy }]" }),
      deployment("old-chart", { spec: PROXY }),
      deployment("new-chart", { annotations: injected }),
      deployment("several", { annotations: '{ inject.istio.io/templates: "sidecar,gateway" }' }),
      deployment("other-template", { annotations: '{ inject.istio.io/templates: "spire-gateway" }' }),
      "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: empty }\nspec: {}\n",
      "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: bare }\nspec: { template: { spec: {} } }\n",
      "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: none }\nspec: { template: { spec: { containers: [] } } }\n",
      pod("app"),
      pod("gateway", { spec: PROXY }),
      pod("injected", { annotations: injected }),
    ].join("");
    expect(names(text)).toEqual([
      "Deployment old-chart",
      "Deployment new-chart",
      "Deployment several",
      "Pod gateway",
      "Pod injected",
    ]);
  });

  test("or mount the conf of an SNI proxy, from a ConfigMap of their namespace", () => {
    const text = deployment("nginx", { spec: MOUNTS }) + pod("nginx", { spec: MOUNTS }) + pod("app");
    expect(names(text + sniProxy())).toEqual(["Deployment nginx", "Pod nginx"]);
    expect(names(text)).toEqual([]);
    expect(names(text + sniProxy("other"))).toEqual([]);
    expect(names(text + sniProxy().replace("name: sni-proxy", "name: unmounted"))).toEqual([]);
  });

  test("their specs and annotations have places", () => {
    const spec = `${PROXY}, terminationGracePeriodSeconds: 60`;
    const mesh = meshOf(deployment("d", { spec, annotations: injected }) + pod("p", { spec }) + sniProxy());
    expect(gatewayPodSpecs(mesh)).toMatchObject([
      {
        path: ["spec", "template", "spec"],
        spec: { terminationGracePeriodSeconds: 60 },
        annotations: { "inject.istio.io/templates": "gateway" },
        confs: [],
      },
      { path: ["spec"], spec: { terminationGracePeriodSeconds: 60 }, annotations: {}, confs: [] },
    ]);
    const mounted = gatewayPodSpecs(meshOf(pod("nginx", { spec: MOUNTS }) + sniProxy() + sniProxy("other")));
    expect(mounted.map(({ confs }) => confs.map(({ object }) => object.namespace))).toEqual([["istio-system"]]);
  });
});

test("the autoscaler of a Deployment is that which targets it", () => {
  const autoscaler = (name: string, spec: string, namespace = "istio-system") => `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
  const mesh = meshOf(
    [
      deployment("egress"),
      autoscaler("a", "{ scaleTargetRef: { kind: Deployment, name: egress } }"),
      autoscaler("b", "{ scaleTargetRef: { kind: StatefulSet, name: egress } }"),
      autoscaler("c", "{ scaleTargetRef: { kind: Deployment, name: other } }"),
      autoscaler("d", "{ scaleTargetRef: { kind: Deployment, name: egress } }", "other"),
      autoscaler("e", "{}"),
    ].join(""),
  );
  const [egress] = mesh.world.of("Deployment");
  if (egress === undefined) throw new Error("no Deployment");
  expect(autoscalerOf(egress, mesh)?.name).toBe("a");
  expect(autoscalerOf({ ...egress, name: "sleep" }, mesh)).toBeUndefined();
});

const filter = (
  patch: string,
  { name = "f", namespace = "istio-system", labels = "{ istio: egressgateway }" } = {},
) => `---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  workloadSelector: { labels: ${labels} }
  configPatches:
  - ${patch}
`;

const GATEWAY = `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress, namespace: istio-system }
spec: { selector: { istio: egressgateway }, servers: [] }
`;

const GATEWAY_PROXY = { ...clientProxy("istio-system"), kind: "gateway", labels: { istio: "egressgateway" } } as const;

describe("EnvoyFilters that give TCP connections another cluster", () => {
  const TYPED = '{ typed_config: { "@type": type.googleapis.com/x.TcpProxy, cluster: other } }';
  const found = (
    { applyTo = "NETWORK_FILTER", name = "envoy.filters.network.tcp_proxy", operation = "MERGE", value = TYPED } = {},
    istio = "1.31",
  ) => {
    const match = `{ context: GATEWAY, listener: { filterChain: { filter: { name: ${name} } } } }`;
    const text = filter(
      `{ applyTo: ${applyTo}, match: ${match}, patch: { operation: ${operation}, value: ${value} } }`,
    );
    return hasOtherCluster(GATEWAY_PROXY, meshOf(text, { istio }));
  };

  test.each([
    ["the filter of TCP", {}, "1.31", true],
    ["another filter's fields", { name: "envoy.filters.network.rbac" }, "1.31", false],
    ["a filter whose name goes on", { name: "envoy.filters.network.tcp_proxy_more" }, "1.31", false],
    ["a filter of others", { name: "my_tcp_proxy" }, "1.31", false],
    ["a filter before it", { operation: "INSERT_BEFORE" }, "1.31", false],
    ["a listener's", { applyTo: "LISTENER" }, "1.31", false],
    ["no cluster", { value: "{ typed_config: { stat_prefix: x } }" }, "1.31", false],
    // The name that filter had until Istio 1.18, and the config without a type of then.
    ["the old name", { name: "envoy.tcp_proxy" }, "1.31", false],
    ["the old name", { name: "envoy.tcp_proxy" }, "1.18", true],
    ["an old name that is none of Envoy's", { name: "myenvoy.tcp_proxy.x" }, "1.18", false],
    ["Mixer's filter", { name: "mixer" }, "1.31", false],
  ])("%s (%j) on Istio %s: %s", (_what, patch, istio, gives) => {
    expect(found(patch, istio)).toBe(gives);
  });

  test("only those that reach the proxy", () => {
    const match = "{ listener: { filterChain: { filter: { name: envoy.filters.network.tcp_proxy } } } }";
    const patch = `{ applyTo: NETWORK_FILTER, match: ${match}, patch: { operation: MERGE, value: ${TYPED} } }`;
    expect(hasOtherCluster(GATEWAY_PROXY, meshOf(filter(patch)))).toBe(true);
    expect(hasOtherCluster(GATEWAY_PROXY, meshOf(filter(patch, { labels: "{ istio: other }" })))).toBe(false);
    expect(hasOtherCluster(GATEWAY_PROXY, meshOf(filter(patch, { namespace: "team" })))).toBe(false);
    expect(hasOtherCluster(GATEWAY_PROXY, meshOf(""))).toBe(false);
  });
});

describe("sidecars that hand on the SNI of a client", () => {
  const SNI = "{ name: forward_downstream_sni }";
  const insert = (value: string, { operation = "INSERT_BEFORE", match = "{ context: SIDECAR_OUTBOUND }" } = {}) =>
    filter(`{ applyTo: NETWORK_FILTER, match: ${match}, patch: { operation: ${operation}, value: ${value} } }`, {
      labels: "{}",
    });
  const of = (name: string) => ({
    match: `{ context: SIDECAR_OUTBOUND, listener: { filterChain: { filter: { name: ${name} } } } }`,
  });
  const typed = '{ name: forward_downstream_sni, typed_config: { "@type": type.googleapis.com/x } }';

  test.each([
    ["1.18", insert(SNI), true],
    ["1.18", insert(SNI, { operation: "INSERT_FIRST" }), true],
    ["1.18", insert(SNI, { operation: "MERGE" }), false],
    ["1.18", insert("{ name: sni_verifier }"), false],
    ["1.18", insert("{ name: sni_verifier }") + insert(SNI).replace("name: f,", "name: g,"), true],
    ["1.18", "", false],
    // From 1.19 on a filter without a type is none, and old names match nothing.
    ["1.19", insert(SNI), false],
    ["1.19", insert(typed), true],
    ["1.19", insert(typed, of("envoy.filters.network.tcp_proxy")), true],
    ["1.19", insert(typed, of("envoy.tcp_proxy")), false],
    ["1.20", insert(typed), false],
    // Mixer was there until 1.7.
    ["1.7", insert(SNI, of("mixer")), true],
    ["1.18", insert(SNI, of("mixer")), false],
  ])("Istio %s, %s: %s", (istio, text, hands) => {
    expect(forwardsSni(clientProxy("default"), meshOf(text, { istio }))).toBe(hands);
  });
});

describe("patches that meet in one proxy", () => {
  const patch = "{ applyTo: CLUSTER, match: { context: GATEWAY }, patch: { operation: ADD, value: { name: x } } }";
  const groups = (text: string) =>
    patchGroups(meshOf(text)).map(
      ({ proxy, ports, patches }) => `${proxy.kind} ${proxy.name} ${ports?.join() ?? "?"}: ${patches.length}`,
    );

  test("are those of gateways, and of what EnvoyFilters select", () => {
    const text = GATEWAY.replace("[]", '[{ port: { number: 443, name: tls, protocol: TLS }, hosts: ["*"] }]');
    expect(groups(text + filter(patch))).toEqual([
      "gateway pods with istio=egressgateway 443: 1",
      "gateway pods of istio-system ?: 1",
      "sidecar pods of istio-system ?: 0",
    ]);
    expect(groups(text)).toEqual([]);
  });

  test("an EnvoyFilter without a selector is for all of its namespace", () => {
    const all = filter(patch).replace("  workloadSelector: { labels: { istio: egressgateway } }\n", "");
    expect(groups(all)).toEqual(["gateway pods of istio-system ?: 1", "sidecar pods of istio-system ?: 0"]);
  });

  test("labels in another order are the same", () => {
    const one = filter(patch, { labels: "{ app: egress, istio: egressgateway }" });
    const other = filter(patch, { name: "g", labels: "{ istio: egressgateway, app: egress }" });
    expect(groups(one + other)).toEqual(["gateway pods of istio-system ?: 2", "sidecar pods of istio-system ?: 0"]);
    const [group] = patchGroups(meshOf(one));
    expect(group?.proxy).toMatchObject({ serviceAccount: "", dnsCapture: false, namespace: "istio-system" });
  });
});
