import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../scripts/schemas/compile.mjs";
import { ROOT } from "../docs/markdown.ts";
import { checkText } from "./check-text.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

/** What a rule says of a text, in order. */
async function said(text: string, rule: string): Promise<readonly string[]> {
  return (await checkText(text)).filter((finding) => finding.rule === rule).map(({ what }) => what);
}

describe("nginx-image-old", () => {
  const pods = readFileSync(join(ROOT, "test/check/rules/nginx-image-old/bad.yaml"), "utf8");

  test.each([
    ["nginx:1.30.6", true],
    ["nginx:1.30.7", false],
    ["nginx:1.30.10", false],
    ["nginx:1.31.8", true],
    ["nginx:1.31.9", false],
    // Tags that move: the newest of the line.
    ["nginx:1.30", false],
    ["nginx:1.31-alpine", false],
    ["nginx:1.29", true],
    ["nginx:1.9.15", true],
    ["nginx:1.32.0", false],
    ["nginx:0.40.0", true],
    ["nginx:2.1.0", false],
    ["example.org/mirror/nginx-unprivileged:v1.30.6-alpine", true],
    ["not-nginx:1.27.3", false],
    ["nginx", false],
  ])("%s: %s", async (image, old) => {
    const found = await said(pods.replaceAll("nginx:1.27.3", image), "nginx-image-old");
    expect(found.length > 0).toBe(old);
    const version = /\d[\d.]*\d/.exec(image.split(":")[1] ?? "")?.[0];
    for (const what of found) expect(what).toContain(`nginx ${version} is older than 1.30.7 and 1.31.9`);
  });
});

describe("retry-policy", () => {
  const routes = (retries: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v }
spec:
  hosts: [en.wikipedia.org]
  http:
  - route: [{ destination: { host: en.wikipedia.org } }]
    retries: ${retries}
`;

  test.each([
    ["{ attempts: 0 }", false],
    ["{ attempts: 0, perTryTimeout: 2s }", true],
    ["{ attempts: 0, retryOn: 5xx }", true],
    ["{ attempts: 0, retryRemoteLocalities: true }", true],
    ["{ attempts: 1, perTryTimeout: 2s, retryOn: 5xx, retryRemoteLocalities: true }", false],
  ])("%s", async (retries, refused) => {
    expect((await said(routes(retries), "retry-policy")).length > 0).toBe(refused);
  });
});

describe("forbidden-annotations", () => {
  const policy = (value: string) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, annotations: { istio.io/dry-run: "${value}" } }
spec: {}
`;

  test.each([
    ["true", false],
    ["0", false],
    ["tru", true],
    ["xtrue", true],
    ["true1", true],
    ["10", true],
  ])("istio.io/dry-run: %s", async (value, refused) => {
    expect((await said(policy(value), "forbidden-annotations")).length > 0).toBe(refused);
  });
});

describe("port-collision", () => {
  const gateway = readFileSync(join(ROOT, "test/check/rules/none-behind-gateway/ok.yaml"), "utf8");
  const conf = (namespace: string, ...listens: readonly string[]) => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: sni-proxy, namespace: ${namespace} }
data:
  nginx.conf: |
    stream {
${listens.map((listen) => `      server { listen ${listen}; ssl_preread on; proxy_pass $ssl_preread_server_name:443; }`).join("\n")}
    }
`;
  const pods = `---
apiVersion: v1
kind: Pod
metadata: { name: egress-1, namespace: istio-system, labels: { istio: egressgateway } }
spec: { containers: [{ name: istio-proxy, image: proxyv2 }] }
`;

  test.each([
    ["istio-system", ["18443"], []],
    ["istio-system", ["8443"], ["8443"]],
    ["istio-system", ["127.0.0.1:8443"], ["8443"]],
    // The one that collides is pointed at, not one whose port ends alike.
    ["istio-system", ["127.0.0.1:18443", "0.0.0.0:8443"], ["8443"]],
    ["other", ["8443"], []],
  ])("nginx in %s on %j", async (namespace, listens, collide) => {
    const text = `${gateway}${pods}${conf(namespace, ...listens)}`;
    const found = (await checkText(text)).filter(({ rule }) => rule === "port-collision");
    expect(found.map(({ what }) => /port (\d+)/.exec(what)?.[1])).toEqual(collide);
    for (const { at } of found) expect(text.split("\n")[at.line - 1]).toMatch(/listen \S*\b8443;/);
  });
});

describe("an EnvoyFilter that gives connections another way", () => {
  const filter = (name: string, value: string) => `---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: way, namespace: istio-system }
spec:
  workloadSelector: { labels: { istio: egressgateway } }
  configPatches:
  - applyTo: NETWORK_FILTER
    match:
      context: GATEWAY
      listener: { filterChain: { filter: { name: ${name} } } }
    patch: { operation: MERGE, value: ${value} }
`;
  const servedByAll = (rule: string) =>
    readFileSync(join(ROOT, "test/check/rules", rule, "bad.yaml"), "utf8").replaceAll(
      "networking.istio.io/v1\n",
      "networking.istio.io/v1beta1\n",
    );
  const typed =
    '{ name: tcp_proxy, typed_config: { "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, cluster: other } }';

  test.each([
    ["the filter's name", "envoy.filters.network.tcp_proxy", typed, "1.31", false],
    ["a name that nothing has since 1.19", "envoy.tcp_proxy", typed, "1.31", true],
    ["a name that istiod still translates", "envoy.tcp_proxy", typed, "1.18", false],
    ["no cluster", "envoy.filters.network.tcp_proxy", typed.replace(", cluster: other", ""), "1.31", true],
    ["another filter", "envoy.filters.network.rbac", typed, "1.31", true],
  ])("%s", async (_what, name, value, istio, found) => {
    const bad = servedByAll("none-behind-gateway");
    const findings = await checkText(bad + filter(name, value), { istio });
    expect(findings.some(({ rule }) => rule === "none-behind-gateway")).toBe(found);
  });

  test.each([
    ["1.18", "{ name: forward_downstream_sni }", false],
    // Istio's proxy has no such filter any more.
    ["1.20", "{ name: forward_downstream_sni }", true],
    ["1.18", "{ name: something_else }", true],
  ])("on Istio %s, %s in the sidecar", async (istio, value, found) => {
    const bad = servedByAll("outer-sni-unmatched");
    const inSidecar = filter("envoy.filters.network.tcp_proxy", value)
      .replace("istio-system", "default")
      .replace("workloadSelector: { labels: { istio: egressgateway } }", "workloadSelector: { labels: {} }")
      .replace("GATEWAY", "SIDECAR_OUTBOUND")
      .replace("MERGE", "INSERT_BEFORE");
    const findings = await checkText(bad + inSidecar, { istio });
    expect(findings.some(({ rule }) => rule === "outer-sni-unmatched")).toBe(found);
  });
});

test("field-dropped-by-istiod takes a field by any name, those of JavaScript's own too", async () => {
  const text = readFileSync(join(ROOT, "test/check/rules/field-dropped-by-istiod/bad.yaml"), "utf8");
  const named = (name: string): string => text.replaceAll("resolved_address_filter", name);
  expect(await said(named("resolved_address_filter"), "field-dropped-by-istiod")).not.toEqual([]);
  for (const name of ["__proto__", "constructor", "toString"]) {
    expect(await said(named(name), "field-dropped-by-istiod")).toEqual([]);
  }
});
