import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkGenerated } from "../../src/check-generated.ts";
import { ALL_RELEASES } from "../../src/istio/release.ts";
import { STRATEGY_IDS } from "../../src/plan/plan.ts";
import { STRATEGIES } from "../../src/strategies/registry.ts";
import { expectWhole, faultsOf } from "../support/faults.ts";
import { generateFrom } from "../support/generated.ts";
import type { PolicyWords, RequestWords } from "../support/request.ts";
import { brokenRules } from "../support/rules/index.ts";

type DataPlane = "sidecar" | "ambient";

interface Way {
  readonly title: string;
  readonly policy: Partial<PolicyWords>;
  readonly dataPlane: DataPlane;
  /** The first release that has it; `undefined`: none has. */
  readonly since: string | undefined;
  /** What a refusal must name: the release from which on it works, or what to use instead. */
  readonly instead: RegExp;
}

const tls = ["443"];
const http = ["80/http"];
const way = (
  title: string,
  policy: Partial<PolicyWords>,
  dataPlane: DataPlane,
  since: string | undefined,
  instead: RegExp,
): Way => ({
  title,
  policy,
  dataPlane,
  since,
  instead,
});

/** From the facts of Istio's releases, written out here a second time on purpose. */
const WAYS: readonly Way[] = [
  way("direct", { strategy: "direct", ports: tls }, "sidecar", "1.5", /never/),
  way("direct, HTTP", { strategy: "direct", ports: http }, "sidecar", "1.5", /never/),
  way("single-host, mTLS", { strategy: "single-host", via: "www.wikipedia.org" }, "sidecar", "1.5", /never/),
  way(
    "single-host, passthrough",
    { strategy: "single-host", via: "www.wikipedia.org", mtls: false },
    "sidecar",
    "1.5",
    /never/,
  ),
  way(
    "sni-proxy, Envoy, mTLS",
    { strategy: "sni-proxy", sniProxy: "envoy" },
    "sidecar",
    "1.12",
    /1\.12 and later.*|nginx/,
  ),
  way(
    "sni-proxy, Envoy, passthrough",
    { strategy: "sni-proxy", sniProxy: "envoy", mtls: false },
    "sidecar",
    "1.12",
    /nginx/,
  ),
  way("sni-proxy, Envoy, HTTP", { strategy: "sni-proxy", sniProxy: "envoy", ports: http }, "sidecar", "1.12", /nginx/),
  way("sni-proxy, nginx, mTLS", { strategy: "sni-proxy", sniProxy: "nginx" }, "sidecar", "1.5", /never/),
  way(
    "sni-proxy, nginx, passthrough",
    { strategy: "sni-proxy", sniProxy: "nginx", mtls: false },
    "sidecar",
    "1.5",
    /never/,
  ),
  way(
    "sni-proxy, nginx, HTTP",
    { strategy: "sni-proxy", sniProxy: "nginx", ports: http },
    "sidecar",
    undefined,
    /--sni-proxy envoy|single-host or direct/,
  ),
  way(
    "sni-proxy, callers",
    { strategy: "sni-proxy", sniProxy: "nginx", from: ["team-a/sleep"] },
    "sidecar",
    "1.5",
    /never/,
  ),
  way("dynamic-dns", { strategy: "dynamic-dns", ports: ["80/http", "443"] }, "sidecar", "1.30", /1\.30/),
  way(
    "dynamic-dns, TLS origination",
    { strategy: "dynamic-dns", ports: http, tlsOrigination: true },
    "sidecar",
    "1.30",
    /1\.30/,
  ),
  way("waypoint", { strategy: "waypoint" }, "sidecar", undefined, /--data-plane ambient/),
  way("waypoint, TLS", { strategy: "waypoint", ports: tls }, "ambient", "1.29", /1\.29\.1/),
  way("waypoint, HTTP", { strategy: "waypoint", ports: http }, "ambient", "1.28", /1\.28/),
  way("waypoint, exact hosts", { strategy: "waypoint", domains: ["www.wikipedia.org"] }, "ambient", "1.24", /1\.28/),
  way("waypoint, callers", { strategy: "waypoint", ports: http, from: ["team-a"] }, "ambient", "1.28", /1\.2[48]/),
  way("direct in ambient", { strategy: "direct" }, "ambient", undefined, /waypoint|1\.28/),
  way(
    "single-host in ambient",
    { strategy: "single-host", via: "www.wikipedia.org" },
    "ambient",
    undefined,
    /waypoint|1\.28/,
  ),
  way("sni-proxy in ambient", { strategy: "sni-proxy" }, "ambient", undefined, /waypoint|1\.28/),
  way("dynamic-dns in ambient", { strategy: "dynamic-dns" }, "ambient", undefined, /waypoint|1\.28|1\.30/),
];

const CASES = WAYS.flatMap((one) => ALL_RELEASES.map((istio) => ({ ...one, istio })));

function requestOf({ policy, dataPlane }: Way, istio: string): RequestWords {
  return { istio, dataPlane, policies: [{ domains: ["*.wikipedia.org"], ...policy }] };
}

describe("every strategy on every release generates, or says from which release it would", () => {
  test.each(CASES)("$title, $istio", async ({ istio, ...one }) => {
    const from = one.since === undefined ? -1 : ALL_RELEASES.indexOf(one.since);
    const request = requestOf(one, istio);
    if (from >= 0 && ALL_RELEASES.indexOf(istio) >= from) {
      const generated = await generateFrom(request);
      checkGenerated(generated);
      expect(brokenRules(generated)).toEqual([]);
      expect(generated.resources.length).toBeGreaterThan(0);
      return;
    }
    const faults = await faultsOf(() => generateFrom(request));
    for (const fault of faults) expectWhole(fault);
    expect(faults.map(({ what, why, fix }) => `${what} ${why} ${fix}`).join("\n")).toMatch(one.instead);
  });

  test("a patch release that lacks it is refused", async () => {
    const waypoint = way("", { strategy: "waypoint" }, "ambient", "1.29", /1\.29\.1/);
    const [fault] = await faultsOf(() => generateFrom(requestOf(waypoint, "1.29.0")));
    expect(fault).toMatchObject({
      code: "waypoint-dynamic-dns-missing",
      why: expect.stringMatching(/1\.29\.1 and later/),
    });
    expect((await generateFrom(requestOf(waypoint, "1.29.1"))).resources.length).toBeGreaterThan(0);
  });
});

describe("what auto takes", () => {
  test.each<[title: string, request: RequestWords, strategy: string]>([
    ["nothing said", { policies: [{ domains: ["*.a.example"] }] }, "direct"],
    ["an old release", { istio: "1.24", policies: [{ domains: ["*.a.example"] }] }, "direct"],
    ["a release with DYNAMIC_DNS", { istio: "1.30", policies: [{ domains: ["*.a.example"] }] }, "dynamic-dns"],
    ["the newest", { istio: "newest", policies: [{ domains: ["*.a.example"] }] }, "dynamic-dns"],
    ["a gateway", { istio: "1.30", gateway: { name: "out" }, policies: [{ domains: ["*.a.example"] }] }, "sni-proxy"],
    [
      "a gateway to be installed",
      { istio: "1.30", gateway: { install: "manifests" }, policies: [{ domains: ["*.a.example"] }] },
      "sni-proxy",
    ],
    [
      "no gateway to be installed",
      { istio: "1.30", gateway: { install: "none" }, policies: [{ domains: ["*.a.example"] }] },
      "dynamic-dns",
    ],
    [
      "a gateway on an old release",
      { istio: "1.5", gateway: { name: "out" }, policies: [{ domains: ["*.a.example"] }] },
      "sni-proxy",
    ],
    ["callers", { istio: "1.30", policies: [{ domains: ["*.a.example"], from: ["team-a"] }] }, "sni-proxy"],
    ["an SNI proxy", { istio: "1.30", policies: [{ domains: ["*.a.example"], sniProxy: "nginx" }] }, "sni-proxy"],
    ["mTLS", { istio: "1.30", policies: [{ domains: ["*.a.example"], mtls: true }] }, "sni-proxy"],
    ["a common host", { istio: "1.30", policies: [{ domains: ["*.a.example"], via: "www.a.example" }] }, "single-host"],
    [
      "TLS origination",
      { istio: "1.30", policies: [{ domains: ["*.a.example"], ports: http, tlsOrigination: true }] },
      "dynamic-dns",
    ],
    ["ambient", { istio: "1.30", dataPlane: "ambient", policies: [{ domains: ["*.a.example"] }] }, "waypoint"],
    [
      "ambient and callers",
      { istio: "1.30", dataPlane: "ambient", policies: [{ domains: ["*.a.example"], from: ["team-a"] }] },
      "waypoint",
    ],
  ])("%s", async (_title, request, strategy) => {
    const { plan } = await generateFrom(request);
    expect(plan.policies.map((policy) => [policy.strategy, policy.strategyChosen])).toEqual([[strategy, true]]);
  });

  test("without a release, the API version is v1 and nothing else need be there", async () => {
    const { resources, notes } = await generateFrom({ policies: [{ domains: ["*.wikipedia.org"] }] });
    expect(resources.map(({ manifest }) => `${manifest.apiVersion} ${manifest.kind}`).sort()).toEqual([
      "networking.istio.io/v1 ServiceEntry",
      "networking.istio.io/v1 VirtualService",
    ]);
    expect(notes).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        code: "direct-address",
        fix: expect.stringContaining("--istio"),
      }),
    );
  });

  test("TLS origination where it cannot be had is refused, not passed over", async () => {
    const [fault] = await faultsOf(() =>
      generateFrom({ istio: "1.24", policies: [{ domains: ["*.a.example"], ports: http, tlsOrigination: true }] }),
    );
    expect(fault?.code).toBe("dynamic-dns-missing");
  });
});

describe("the registry", () => {
  test("has every folder, every id, once", () => {
    const folders = readdirSync("src/strategies", { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const ids = STRATEGIES.map(({ id }) => id).sort();
    expect(ids).toEqual(folders.map(({ name }) => name).sort());
    expect(ids).toEqual([...STRATEGY_IDS].sort());
  });
});
