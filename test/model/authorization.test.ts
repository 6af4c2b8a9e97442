import { describe, expect, it } from "vitest";
import type { Peer } from "../../src/model/envoy/listener.ts";
import { authorizationFilter } from "../../src/model/istiod/authorization.ts";
import type { MeshProxy } from "../../src/model/istiod/proxy.ts";
import { object, worldOf } from "./objects.ts";
import { settings } from "./settings.ts";

const gateway: MeshProxy = {
  kind: "gateway",
  namespace: "istio-system",
  name: "istio-system/egress",
  labels: { istio: "egressgateway" },
  serviceAccount: "egress",
  dnsCapture: false,
};

const sleep: Peer = {
  principal: "cluster.local/ns/default/sa/sleep",
  address: "10.1.2.3",
  serverName: "wikipedia.wildegress.internal",
  port: 8443,
  upstreamAddress: "",
  request: undefined,
};

function verdict(specs: readonly object[], peer: Partial<Peer> = {}, namespace = "istio-system") {
  const policies = specs.map((spec, index) =>
    object({ kind: "AuthorizationPolicy", namespace, name: `p${index}`, spec }),
  );
  const filter = authorizationFilter(gateway, worldOf(...policies), settings());
  if (filter === undefined) return "no filter";
  return filter.kind === "rbac" ? filter.rules({ ...sleep, ...peer }).allowed : filter.kind;
}

const allow = (rule: object, more: object = {}) => ({ action: "ALLOW", rules: [rule], ...more });
const deny = (rule: object) => ({ action: "DENY", rules: [rule] });
const from = (source: object) => ({ from: [{ source }] });
const when = (key: string, values: readonly string[]) => ({ when: [{ key, values }] });

describe("AuthorizationPolicies at a gateway", () => {
  it("make no filter where none selects the pod", () => {
    expect(verdict([])).toBe("no filter");
    expect(verdict([allow({}, { selector: { matchLabels: { istio: "ingressgateway" } } })])).toBe("no filter");
    expect(verdict([allow({})], {}, "default")).toBe("no filter");
  });

  it.each([
    ["the caller's principal", from({ principals: ["cluster.local/ns/default/sa/sleep"] }), true],
    ["another principal", from({ principals: ["cluster.local/ns/default/sa/other"] }), false],
    ["a principal's beginning", from({ principals: ["cluster.local/ns/default/*"] }), true],
    ["any principal", from({ principals: ["*"] }), true],
    ["the namespace", from({ namespaces: ["default"] }), true],
    ["another namespace", from({ namespaces: ["team-b"] }), false],
    ["a namespace that it is not", from({ notNamespaces: ["default"] }), false],
    ["a service account in full", from({ serviceAccounts: ["default/sleep"] }), true],
    ["a service account of the policy's namespace", from({ serviceAccounts: ["sleep"] }), false],
    ["the range of its address", from({ ipBlocks: ["10.0.0.0/8"] }), true],
    ["the outer server name", when("connection.sni", ["wikipedia.wildegress.internal"]), true],
    ["a server name's end", when("connection.sni", ["*.wildegress.internal"]), true],
    ["another server name", when("connection.sni", ["wikimedia.wildegress.internal"]), false],
    ["the pod's port", { to: [{ operation: { ports: ["8443"] } }] }, true],
    ["the Service's port, which the pod does not have", { to: [{ operation: { ports: ["443"] } }] }, false],
    ["everything", {}, true],
    ["an HTTP method, which nobody sees in TLS", { to: [{ operation: { methods: ["GET"] } }] }, false],
  ])("ALLOW by %s", (_, rule, expected) => {
    expect(verdict([allow(rule)])).toBe(expected);
  });

  it("refuse everybody by a policy without rules", () => {
    expect(verdict([{ action: "ALLOW" }])).toBe(false);
    expect(verdict([{}])).toBe(false);
    expect(verdict([{ action: "DENY" }])).toBe(true);
  });

  it("let DENY go before ALLOW", () => {
    expect(verdict([allow({}), deny(from({ namespaces: ["default"] }))])).toBe(false);
    expect(verdict([allow({}), deny(from({ namespaces: ["team-b"] }))])).toBe(true);
  });

  it("leave a condition on HTTP out of a DENY rule where there is no HTTP: it denies more than it says", () => {
    expect(verdict([deny({ to: [{ operation: { methods: ["DELETE"] } }] })])).toBe(false);
  });

  it("see HTTP where the gateway reads it", () => {
    const request = { authority: "en.wikipedia.org", path: "/a?b", method: "GET", headers: { "x-team": "blue" } };
    const hosts = (list: readonly string[]) => verdict([allow({ to: [{ operation: { hosts: list } }] })], { request });
    expect(hosts(["en.wikipedia.org"])).toBe(true);
    expect(hosts(["*.wikipedia.org"])).toBe(true);
    expect(hosts(["de.wikipedia.org"])).toBe(false);
    expect(verdict([allow({ to: [{ operation: { methods: ["GET"], paths: ["/a"] } }] })], { request })).toBe(true);
    expect(verdict([allow(when("request.headers[x-team]", ["red"]))], { request })).toBe(false);
  });

  it("count the root namespace's policies, and take cluster.local for the mesh's own trust domain", () => {
    const policy = object({
      kind: "AuthorizationPolicy",
      namespace: "istio-config",
      name: "p",
      spec: allow(from({ principals: ["cluster.local/ns/default/sa/sleep"] })),
    });
    const filter = authorizationFilter(
      gateway,
      worldOf(policy),
      settings({ rootNamespace: "istio-config", trustDomain: "corp.example" }),
    );
    const judged =
      filter?.kind === "rbac"
        ? filter.rules({ ...sleep, principal: "corp.example/ns/default/sa/sleep" }).allowed
        : filter;
    expect(judged).toBe(true);
  });

  it("know nothing of an external authorizer", () => {
    expect(verdict([{ action: "CUSTOM", provider: { name: "x" }, rules: [{}] }])).toBe("unknown");
  });

  it("refuse a caller without certificate by namespace and principal", () => {
    expect(verdict([allow(from({ namespaces: ["*"] }))], { principal: "" })).toBe(false);
    expect(verdict([allow(from({ principals: ["*"] }))], { principal: "" })).toBe(false);
  });
});
