import { describe, expect, test } from "vitest";
import { generate } from "../../src/generate.ts";
import type { StrategyId } from "../../src/plan/plan.ts";
import { makePlan } from "../support/plan.ts";

interface VirtualService {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly hosts: readonly string[];
    readonly tls?: readonly { readonly match: readonly { readonly sniHosts: readonly string[] }[] }[];
  };
}

const domains = Array.from({ length: 600 }, (_, index) => `*.domain-${index}.example.org`).sort();

function routes(domains: readonly string[], ports: readonly `${number}/${"tls" | "http"}`[] = ["443/tls"]) {
  const policy = { strategy: "direct" as const, domains, ports };
  return generate(makePlan({ policies: [policy] }))
    .resources.map(({ manifest }) => manifest as unknown as VirtualService)
    .filter(({ kind }) => kind === "VirtualService");
}

describe("the VirtualServices of many domains", () => {
  // istiod's work for a sidecar grows with the hosts of a VirtualService times the rules in it.
  test("hold 4 hosts at most, and each host once, with a rule of its own in the same object", () => {
    const objects = routes(domains);
    expect(objects.length).toBe(Math.ceil(domains.length / 4));
    expect(objects.flatMap(({ spec }) => spec.hosts).sort()).toEqual(domains);
    for (const { spec } of objects) {
      expect(spec.hosts.length).toBeLessThanOrEqual(4);
      expect(spec.tls?.flatMap(({ match }) => match.flatMap(({ sniHosts }) => sniHosts))).toEqual(spec.hosts);
    }
    expect(new Set(objects.map(({ metadata }) => metadata.name)).size).toBe(objects.length);
  });

  test("are one for each host where HTTP is among the ports", () => {
    const hosts = routes(domains, ["443/tls", "80/http"]).map(({ spec }) => spec.hosts);
    expect(hosts.map(([first, ...more]) => (more.length === 0 ? first : "several")).sort()).toEqual(domains);
  });

  test("are one object for a few", () => expect(routes(domains.slice(0, 4)).length).toBe(1));
});

describe("the warning of many domains", () => {
  const notes = (strategy: StrategyId, count: number) => {
    const policy = { strategy, domains: Array.from({ length: count }, (_, index) => `*.domain-${index}.example.org`) };
    return generate(makePlan({ istio: "1.31", policies: [policy] })).notes.filter(
      ({ code }) => code === "many-domains",
    );
  };

  test.each(["direct", "dynamic-dns", "sni-proxy"] as const)("%s: from 1,001 on, once for the policy", (strategy) => {
    expect(notes(strategy, 1000)).toEqual([]);
    const [note, ...more] = notes(strategy, 1001);
    expect(more).toEqual([]);
    expect(note).toMatchObject({ severity: "warning", what: expect.stringContaining("1001 domains") });
    expect(note?.fix).toContain("broader wildcards");
  });
});
