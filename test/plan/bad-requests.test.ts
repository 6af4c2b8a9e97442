import { describe, expect, test } from "vitest";
import { buildPlan } from "../../src/plan/build-plan.ts";
import { expectWhole, faultsOf } from "../support/faults.ts";
import { flagOrigin, type GatewayWords, makeRequest, type PolicyWords, type RequestWords } from "../support/request.ts";

const WIKI: PolicyWords = { domains: ["*.wikipedia.org"] };
const ONE_GATEWAY: GatewayWords = { name: "istio-egressgateway" };

const plan = (words: RequestWords) => buildPlan(makeRequest(words));
const withPolicies = (...policies: PolicyWords[]): RequestWords => ({ istio: "1.30", policies });
const policy = (words: Partial<PolicyWords>): RequestWords => withPolicies({ ...WIKI, ...words });
const gateway = (words: GatewayWords): RequestWords => ({
  istio: "1.30",
  gateway: words,
  policies: [{ ...WIKI, strategy: "sni-proxy" }],
});
const domains = (...texts: string[]): RequestWords => withPolicies({ domains: texts });

interface Refusal {
  readonly because: string;
  readonly request: RequestWords;
  readonly code: string;
  /** Key and value of the flag that is pointed at. */
  readonly at: readonly [key: string, value: string];
  readonly fix: RegExp;
}

const refused = (
  because: string,
  request: RequestWords,
  code: string,
  at: readonly [string, string],
  fix: RegExp,
): Refusal => ({ because, request, code, at, fix });

const REFUSALS: readonly Refusal[] = [
  refused(
    "a top-level domain",
    domains("*.com"),
    "public-suffix",
    ["domain", "*.com"],
    /\*\.example\.com.*--accept-broad/,
  ),
  refused("a public suffix", domains("*.co.uk"), "public-suffix", ["domain", "*.co.uk"], /\*\.example\.co\.uk/),
  refused(
    "what stands above public suffixes",
    domains("*.kawasaki.jp"),
    "public-suffix",
    ["domain", "*.kawasaki.jp"],
    /accept-broad/,
  ),
  refused(
    "an unlisted top-level domain",
    domains("*.internal"),
    "public-suffix",
    ["domain", "*.internal"],
    /accept-broad/,
  ),
  refused(
    "a Service",
    domains("reviews.default.svc.cluster.local"),
    "cluster-internal",
    ["domain", "reviews.default.svc.cluster.local"],
    /leave it out/,
  ),
  refused(
    "all Services",
    domains("*.svc.cluster.local"),
    "cluster-internal",
    ["domain", "*.svc.cluster.local"],
    /leave it out/,
  ),
  refused(
    "a Service in short",
    domains("reviews.default.svc"),
    "cluster-internal",
    ["domain", "reviews.default.svc"],
    /leave it out/,
  ),
  refused(
    "a Service of a cluster with its own domain",
    { ...domains("a.b.svc.k8s.corp.example"), meshDomain: "k8s.corp.example" },
    "cluster-internal",
    ["domain", "a.b.svc.k8s.corp.example"],
    /leave it out/,
  ),
  refused(
    "what stands above the Services",
    { ...domains("*.corp.example"), meshDomain: "k8s.corp.example" },
    "covers-cluster",
    ["domain", "*.corp.example"],
    /one by one/,
  ),
  refused(
    "a name between sidecar and gateway",
    domains("*.wildegress.internal"),
    "reserved-name",
    ["domain", "*.wildegress.internal"],
    /leave it out/,
  ),
  refused("no domains", withPolicies({ domains: [] }), "no-domains", ["domain", ""], /--domain/),
  refused(
    "a strategy that is none",
    policy({ strategy: "sni-proxi" }),
    "unknown-word",
    ["strategy", "sni-proxi"],
    /did you mean sni-proxy/,
  ),
  refused(
    "an SNI proxy that is none",
    policy({ sniProxy: "haproxy" }),
    "unknown-word",
    ["sni-proxy", "haproxy"],
    /choose/,
  ),
  refused(
    "a data plane that is none",
    { ...policy({}), dataPlane: "ambiant" },
    "unknown-word",
    ["data-plane", "ambiant"],
    /did you mean ambient/,
  ),
  refused(
    "a release that is none",
    { ...policy({}), istio: "newer" },
    "bad-release",
    ["istio", "newer"],
    /--istio auto/,
  ),
  refused("a release before all", { ...policy({}), istio: "1.4" }, "unknown-release", ["istio", "1.4"], /upgrade/),
  refused("a release after all", { ...policy({}), istio: "1.99" }, "unknown-release", ["istio", "1.99"], /nearest/),
  refused(
    "ambient before ambient",
    { ...policy({}), istio: "1.20", dataPlane: "ambient" },
    "no-ambient",
    ["data-plane", "ambient"],
    /HTTP needs Istio 1\.28 and later, TLS 1\.29\.1 and later/,
  ),
  refused(
    "a mesh domain with a star",
    { ...policy({}), meshDomain: "*.local.example" },
    "bad-mesh-domain",
    ["mesh-domain", "*.local.example"],
    /cluster\.local/,
  ),
  refused("a name with capitals", policy({ name: "Wikipedia" }), "bad-name", ["name", "Wikipedia"], /write wikipedia/),
  refused(
    "a name of 51 characters",
    policy({ name: "w".repeat(51) }),
    "bad-name",
    ["name", "w".repeat(51)],
    /write w{50}$/,
  ),
  refused("a name with a line break", policy({ name: "a\nb" }), "bad-name", ["name", "a\nb"], /write a-b/),
  refused("an empty name", policy({ name: "" }), "bad-name", ["name", ""], /another name/),
  refused(
    "a namespace with a dot",
    policy({ namespace: "team.a" }),
    "bad-name",
    ["namespace", "team.a"],
    /write team-a/,
  ),
  refused("a caller without a namespace", policy({ from: ["/sleep"] }), "bad-name", ["from", "/sleep"], /another name/),
  refused(
    "a caller without a service account",
    policy({ from: ["team-a/"] }),
    "bad-name",
    ["from", "team-a/"],
    /another name/,
  ),
  refused("a caller with a star", policy({ from: ["*"] }), "bad-name", ["from", "*"], /another name/),
  refused(
    "a namespace that is no caller's",
    policy({ from: ["team-a"], namespace: "team-b" }),
    "namespace-not-caller",
    ["namespace", "team-b"],
    /--from team-b/,
  ),
  refused(
    "callers where nobody checks them",
    policy({ strategy: "direct", from: ["team-a"] }),
    "callers-need-gateway",
    ["domain", "*.wikipedia.org"],
    /sni-proxy/,
  ),
  refused(
    "callers without mTLS",
    policy({ strategy: "sni-proxy", from: ["team-a"], mtls: false }),
    "callers-need-mtls",
    ["domain", "*.wikipedia.org"],
    /--mtls/,
  ),
  refused(
    "a common host outside",
    policy({ via: "www.example.org" }),
    "via-outside",
    ["via", "www.example.org"],
    /inside \*\.wikipedia\.org/,
  ),
  refused(
    "the apex as common host",
    policy({ via: "wikipedia.org" }),
    "via-outside",
    ["via", "wikipedia.org"],
    /--domain wikipedia\.org/,
  ),
  refused(
    "a wildcard as common host",
    policy({ via: "*.wikipedia.org" }),
    "via-wildcard",
    ["via", "*.wikipedia.org"],
    /www\.wikipedia\.org/,
  ),
  refused(
    "a common host that has no use",
    policy({ via: "www.wikipedia.org", strategy: "direct" }),
    "via-elsewhere",
    ["domain", "*.wikipedia.org"],
    /single-host/,
  ),
  refused(
    "no common host",
    policy({ strategy: "single-host" }),
    "via-missing",
    ["domain", "*.wikipedia.org"],
    /--via www\.wikipedia\.org/,
  ),
  refused("a port out of range", policy({ ports: ["70000"] }), "port-range", ["ports", "70000"], /check/),
  refused(
    "one port twice",
    policy({ ports: ["443/tls", "443/http"] }),
    "port-collision",
    ["ports", "443/http"],
    /keep one/,
  ),
  refused(
    "two TLS ports without mTLS",
    policy({ ports: ["443", "8443"], strategy: "sni-proxy", mtls: false }),
    "ports-need-mtls",
    ["ports", "8443"],
    /--mtls/,
  ),
  refused(
    "HTTP by nginx",
    policy({ ports: ["80"], strategy: "sni-proxy", sniProxy: "nginx" }),
    "nginx-has-no-http",
    ["ports", "80"],
    /--sni-proxy envoy/,
  ),
  refused(
    "TLS origination without HTTP",
    policy({ tlsOrigination: true }),
    "nothing-to-originate",
    ["tls-origination", "true"],
    /80\/http/,
  ),
  refused(
    "TLS origination elsewhere",
    policy({ tlsOrigination: true, ports: ["80"], strategy: "direct" }),
    "tls-origination-elsewhere",
    ["domain", "*.wikipedia.org"],
    /dynamic-dns/,
  ),
  refused(
    "a range that is none",
    policy({ allowPrivate: ["10.0.0.0/33"] }),
    "bad-cidr",
    ["allow-private", "10.0.0.0/33"],
    /0 to 32/,
  ),
  refused(
    "* beside others in exportTo",
    policy({ exportTo: ["*", "team-a"] }),
    "export-to",
    ["export-to", "team-a"],
    /one entry/,
  ),
  refused(
    "a gateway that can be no Service",
    gateway({ name: "my.gateway" }),
    "bad-name",
    ["name", "my.gateway"],
    /write my-gateway/,
  ),
  refused(
    "a gateway that begins with a digit",
    gateway({ name: "1gateway" }),
    "bad-name",
    ["name", "1gateway"],
    /write gateway/,
  ),
  refused(
    "a gateway's name of 64 characters",
    gateway({ name: "g".repeat(64) }),
    "bad-name",
    ["name", "g".repeat(64)],
    /write g{63}$/,
  ),
  refused("a gateway's port out of range", gateway({ port: 0 }), "port-range", ["port", "0"], /443/),
  refused("no selector", gateway({ selector: {} }), "empty-selector", ["selector", "{}"], /istio=egressgateway/),
  refused(
    "a selector that is no label",
    gateway({ selector: { istio: "a b" } }),
    "bad-label",
    ["selector", '{"istio":"a b"}'],
    /show-labels/,
  ),
  refused(
    "a selector with a bad key",
    gateway({ selector: { "a\nb": "x" } }),
    "bad-label",
    ["selector", '{"a\\nb":"x"}'],
    /show-labels/,
  ),
  refused("an API that is none", gateway({ api: "ingress" }), "unknown-word", ["api", "ingress"], /choose/),
  refused(
    "an installer that is none",
    gateway({ install: "heml" }),
    "unknown-word",
    ["install", "heml"],
    /did you mean helm/,
  ),
  refused(
    "an IP family that is none",
    gateway({ ipFamily: "ipv5" }),
    "unknown-word",
    ["ip-family", "ipv5"],
    /did you mean/,
  ),
  refused(
    "a mesh range with host bits",
    gateway({ meshCidr: ["20.0.0.1/8"] }),
    "bad-cidr",
    ["mesh-cidr", "20.0.0.1/8"],
    /20\.0\.0\.0\/8/,
  ),
  refused(
    "mTLS in words of the Gateway API",
    gateway({ api: "gateway-api" }),
    "gateway-api-mtls",
    ["domain", "*.wikipedia.org"],
    /--no-mtls/,
  ),
  refused(
    "a resolver that is none",
    gateway({ resolver: ["10.0.0.10 8.8.8.8"] }),
    "bad-resolver",
    ["resolver", "10.0.0.10 8.8.8.8"],
    /10\.96\.0\.10/,
  ),
  refused(
    "HTTP on the gateway's port for TLS",
    { istio: "1.30", gateway: { ...ONE_GATEWAY, port: 80 }, policies: [{ ...WIKI, ports: ["80"], mtls: false }] },
    "gateway-port-collision",
    ["ports", "80"],
    /--gateway-port/,
  ),
  refused(
    "a gateway's port that Istio has in the pod",
    { istio: "1.30", gateway: { port: 15_090, install: "manifests" }, policies: [{ ...WIKI, strategy: "sni-proxy" }] },
    "gateway-port-collision",
    ["port", "15090"],
    /443/,
  ),
  refused(
    "two policies of one name",
    withPolicies({ ...WIKI, name: "a" }, { domains: ["*.pypi.org"], name: "a" }),
    "duplicate-policy",
    ["domain", "*.pypi.org"],
    /rename/,
  ),
  refused(
    "a name that is another's port",
    withPolicies(
      { domains: ["*.wikipedia.org"], name: "a", ports: ["80"] },
      { domains: ["*.pypi.org"], name: "a-http" },
    ),
    "duplicate-policy",
    ["domain", "*.pypi.org"],
    /rename/,
  ),
  refused(
    "a name that is another's exact hosts",
    withPolicies(
      { domains: ["wikipedia.org"], name: "a", strategy: "direct" },
      { domains: ["*.pypi.org"], name: "a-exact", strategy: "direct" },
    ),
    "resource-name-clash",
    ["domain", "*.pypi.org"],
    /rename/,
  ),
  refused(
    "one domain in two policies",
    withPolicies({ ...WIKI, name: "a" }, { ...WIKI, name: "b" }),
    "overlapping-policies",
    ["domain", "*.wikipedia.org"],
    /one policy/,
  ),
  refused(
    "a domain inside another policy's",
    withPolicies({ ...WIKI, name: "a" }, { domains: ["en.wikipedia.org"], name: "b" }),
    "overlapping-policies",
    ["domain", "en.wikipedia.org"],
    /one policy/,
  ),
  refused(
    "one domain of two namespaces at the gateway without mTLS",
    withPolicies(
      { ...WIKI, name: "a", namespace: "team-a", strategy: "sni-proxy", mtls: false },
      { ...WIKI, name: "b", namespace: "team-b", strategy: "sni-proxy", mtls: false },
    ),
    "overlapping-policies",
    ["domain", "*.wikipedia.org"],
    /--mtls/,
  ),
  refused(
    "callers beside a policy without mTLS",
    withPolicies(
      { ...WIKI, from: ["team-a"], strategy: "sni-proxy" },
      { domains: ["*.pypi.org"], namespace: "team-b", strategy: "sni-proxy", mtls: false },
    ),
    "mixed-gateway",
    ["domain", "*.pypi.org"],
    /--mtls for both/,
  ),
  refused(
    "some namespaces only",
    withPolicies({ ...WIKI, namespace: "team-a" }, { domains: ["*.pypi.org"] }),
    "namespace-unnamed",
    ["domain", "*.pypi.org"],
    /--namespace/,
  ),
  refused(
    "a narrower name at the same gateway without mTLS, from another namespace",
    withPolicies(
      { ...WIKI, namespace: "team-a", strategy: "sni-proxy", mtls: false },
      { domains: ["*.m.wikipedia.org"], namespace: "team-b", strategy: "sni-proxy", mtls: false },
    ),
    "overlapping-policies",
    ["domain", "*.m.wikipedia.org"],
    /--mtls/,
  ),
  refused(
    "a port of a common host in two protocols",
    withPolicies(
      { domains: ["*.wikipedia.org"], namespace: "a", ports: ["8443/tls"], via: "www.wikipedia.org" },
      { domains: ["*.wikipedia.org"], namespace: "b", ports: ["8443/http"], via: "www.wikipedia.org" },
    ),
    "common-host-protocols",
    ["ports", "8443/http"],
    /same protocol/,
  ),
  refused(
    "export through a gateway",
    policy({ strategy: "sni-proxy", exportTo: ["*"] }),
    "export-through-gateway",
    ["domain", "*.wikipedia.org"],
    /--from/,
  ),
  refused(
    "mTLS to a gateway that is not on the way",
    policy({ strategy: "direct", mtls: true }),
    "setting-without-effect",
    ["mtls", "true"],
    /sni-proxy/,
  ),
  refused(
    "an SNI proxy in front of one common host",
    policy({ strategy: "single-host", via: "www.wikipedia.org", sniProxy: "nginx" }),
    "setting-without-effect",
    ["sni-proxy", "nginx"],
    /sni-proxy/,
  ),
];

describe("what is refused", () => {
  test.each(REFUSALS)("$because: $code", async ({ request, code, at: [key, value], fix }) => {
    const faults = await faultsOf(async () => {
      const { generate } = await import("../../src/generate.ts");
      generate((await plan(request)).plan);
    });
    for (const fault of faults) expectWhole(fault);
    expect(faults).toContainEqual(
      expect.objectContaining({ code, at: flagOrigin(key, value), fix: expect.stringMatching(fix) }),
    );
  });

  test("all that is wrong is said at once", async () => {
    const faults = await faultsOf(() =>
      plan(withPolicies({ domains: ["*", "a..b", "*.com"] }, { domains: ["1.2.3.4"] })),
    );
    expect(faults.map(({ code }) => code)).toEqual(["catch-all", "empty-label", "ip-address"]);
    const names = await faultsOf(() =>
      plan(withPolicies({ ...WIKI, name: "A" }, { domains: ["*.pypi.org"], name: "B" })),
    );
    expect(names.map(({ code }) => code)).toEqual(["bad-name", "bad-name"]);
  });

  test("nothing at all", async () => {
    const [fault] = await faultsOf(() => plan({ policies: [] }));
    expect(fault).toMatchObject({ code: "no-domains", fix: expect.stringContaining("wildegress init") });
  });
});
