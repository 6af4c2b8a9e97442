import { describe, expect, it } from "vitest";
import { generate } from "../../src/generate.ts";
import type { Check } from "../../src/verify/check.ts";
import { planChecks } from "../../src/verify/checks.ts";
import { makePlan, type PlanOverrides } from "../support/plan.ts";

const OPTIONS = {
  tries: [],
  outside: [],
  limit: 10,
  maxSeconds: 15,
  istioNamespace: "istio-system",
  sourceIsPod: true,
};

function checksOf(overrides: PlanOverrides, options = OPTIONS): Check[] {
  return planChecks(makePlan(overrides), options);
}

describe("what is checked", () => {
  it.each<[string, PlanOverrides, string[]]>([
    [
      "sni-proxy with nginx",
      { policies: [{ strategy: "sni-proxy", sniProxy: "nginx" }] },
      [
        "wikipedia/443/inside/www.wikipedia.org",
        "wikipedia/443/counter/egress-gateway/21344/wikipedia.sni-proxy.wildegress.internal",
        "wikipedia/443/log/egress-gateway",
        "wikipedia/443/log/sni-proxy",
        "wikipedia/443/apex/wikipedia.org",
        "wikipedia/443/outside/www.example.com",
      ],
    ],
    [
      "sni-proxy with Envoy, HTTP",
      { policies: [{ strategy: "sni-proxy", sniProxy: "envoy", ports: ["80/http"] }] },
      [
        "wikipedia/80/inside/www.wikipedia.org",
        "wikipedia/80/counter/egress-gateway/22791/wikipedia-http.sni-proxy.wildegress.internal",
        "wikipedia/80/counter/sni-proxy/wildegress-wikipedia-http",
        "wikipedia/80/log/egress-gateway",
        "wikipedia/80/apex/wikipedia.org",
        "wikipedia/80/outside/www.example.com",
      ],
    ],
    [
      "direct",
      { policies: [{ strategy: "direct", domains: ["*.wikipedia.org", "wikipedia.org"] }] },
      [
        "wikipedia/443/inside/www.wikipedia.org",
        "wikipedia/443/inside/wikipedia.org",
        "wikipedia/443/counter/source/443/*.wikipedia.org",
        "wikipedia/443/counter/source/443/wikipedia.org",
        "wikipedia/443/outside/www.example.com",
      ],
    ],
    [
      "with Mixer",
      { istio: "1.5", policies: [{ strategy: "single-host", via: "www.wikipedia.org", mtls: false }] },
      [
        "wikipedia/443/inside/www.wikipedia.org",
        "wikipedia/443/counter/egress-gateway/443/www.wikipedia.org",
        "wikipedia/443/log/egress-gateway",
        "wikipedia/443/log/mixer",
        "wikipedia/443/apex/wikipedia.org",
        "wikipedia/443/outside/www.example.com",
      ],
    ],
  ])("%s", (_name, overrides, ids) => {
    expect(checksOf(overrides).map(({ id }) => id)).toEqual(ids);
  });

  it("does not ask a sidecar that cannot be found", () => {
    const checks = checksOf({ policies: [{ strategy: "direct" }] }, { ...OPTIONS, sourceIsPod: false });
    expect(checks.every(({ kind }) => kind === "request")).toBe(true);
  });

  it("gives each check an id of its own", () => {
    const checks = checksOf({
      policies: [
        { name: "a", domains: ["*.a.org", "*.b.org"], ports: ["443/tls", "8443/tls", "80/http"], sniProxy: "envoy" },
        { name: "c", domains: ["*.c.org"], strategy: "direct" },
      ],
    });
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  it("puts ports that are not usual into the URL", () => {
    const urls = checksOf({ policies: [{ ports: ["8443/tls", "8080/http"], sniProxy: "envoy" }] }).flatMap((check) =>
      check.kind === "request" && check.about === "inside" ? [check.url] : [],
    );
    expect(urls).toEqual(["https://www.wikipedia.org:8443/", "http://www.wikipedia.org:8080/"]);
  });

  it("splits counters by the domain that carries a name", () => {
    const counters = checksOf({ policies: [{ strategy: "direct", domains: ["*.a.org", "*.b.org"] }] }).filter(
      (check) => check.kind === "counter",
    );
    expect(counters.map(({ requests }) => requests)).toEqual([
      ["wikipedia/443/inside/www.a.org"],
      ["wikipedia/443/inside/www.b.org"],
    ]);
  });
});

describe("counters look at clusters that the manifests make", () => {
  it.each<[string, PlanOverrides]>([
    ["nginx", { policies: [{ sniProxy: "nginx" }] }],
    ["nginx without mTLS", { policies: [{ sniProxy: "nginx", mtls: false }] }],
    ["Envoy", { policies: [{ sniProxy: "envoy", ports: ["443/tls", "8443/tls", "80/http"] }] }],
    [
      "single host",
      { policies: [{ strategy: "single-host", via: "www.wikipedia.org", ports: ["443/tls", "80/http"] }] },
    ],
    [
      "direct",
      { policies: [{ strategy: "direct", ports: ["443/tls", "80/http"], domains: ["*.wikipedia.org", "a.org"] }] },
    ],
    ["dynamic DNS", { policies: [{ strategy: "dynamic-dns", mtls: false }] }],
  ])("%s", (_name, overrides) => {
    const plan = makePlan(overrides);
    const manifests = generate(plan).resources.map(({ manifest }) => manifest);
    const entries = manifests.filter(({ kind }) => kind === "ServiceEntry");
    const filters = JSON.stringify(manifests.filter(({ kind }) => kind === "EnvoyFilter"));
    const counters = planChecks(plan, OPTIONS).filter((check) => check.kind === "counter");
    expect(counters.length).toBeGreaterThan(0);
    for (const { cluster } of counters) {
      if ("name" in cluster) {
        expect(filters).toContain(`"name":"${cluster.name}"`);
        continue;
      }
      const served = entries.some(({ spec }) => {
        const { hosts, ports } = spec as { hosts: string[]; ports: { number: number }[] };
        return hosts.includes(cluster.host) && ports.some(({ number }) => number === cluster.port);
      });
      expect(served, `${cluster.port} ${cluster.host}`).toBe(true);
    }
  });
});
