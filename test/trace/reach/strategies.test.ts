import { describe, expect, test } from "vitest";
import { NEWEST_RELEASE } from "../../../src/istio/release.ts";
import { worldOfText } from "../../../src/model/world/read-world.ts";
import { STRATEGY_IDS } from "../../../src/plan/plan.ts";
import { exposureOf } from "../../../src/trace/reach/exposure.ts";
import type { ReachedLine } from "../../../src/trace/reach/report.ts";
import { makeTracer } from "../../../src/trace/tracer.ts";
import { settings } from "../../model/settings.ts";
import { generateFrom } from "../../support/generated.ts";
import type { PolicyWords, RequestWords } from "../../support/request.ts";

const CLIENT = { namespace: "default", name: "sleep", serviceAccount: "sleep", labels: { app: "sleep" } };
const DOMAINS = ["*.wikipedia.org", "wikipedia.org", "*.wikimedia.org"];
const PORTS = ["443/tls", "80/http", "8443/tls"];

/** name:port/protocol by which way, and who chooses the address. */
function told({ name, ports, protocols, way, addressChosenBy, except, address, destination }: ReachedLine): string[] {
  expect([except, address]).toEqual([[], ""]);
  const end = destination === undefined ? "" : ` to ${destination.host}`;
  return ports.map((port) => `${name}:${port}/${protocols.join("+")} by ${way}, address by ${addressChosenBy}${end}`);
}

function expected(domains: readonly string[], ports: readonly string[], rest: (port: string) => string): string[] {
  return domains.flatMap((name) => ports.map((port) => `${name}:${port} by ${rest(port)}`)).sort();
}

async function report(
  policy: Partial<PolicyWords>,
  more: Partial<RequestWords> = {},
  outbound: "REGISTRY_ONLY" | "ALLOW_ANY" = "REGISTRY_ONLY",
) {
  const { text } = await generateFrom({
    istio: "1.31",
    policies: [{ domains: DOMAINS, namespace: "default", ...policy }],
    ...more,
  });
  const { world } = await worldOfText(text, "egress.yaml", { namespace: "default", release: NEWEST_RELEASE.name });
  return exposureOf(CLIENT, makeTracer(world, settings({ outbound })).model, world);
}

const GATEWAY = { gateway: { name: "istio-egressgateway", selector: { istio: "egressgateway" } } };

/** The way of each strategy, as docs/strategies says it. */
const CASES: readonly (readonly [string, Partial<PolicyWords>, Partial<RequestWords>, readonly string[], string])[] = [
  ["direct", { strategy: "direct" }, {}, PORTS, "sidecar, address by client"],
  ["dynamic-dns", { strategy: "dynamic-dns" }, {}, PORTS, "sidecar, address by sidecar"],
  ["sni-proxy", { strategy: "sni-proxy" }, GATEWAY, PORTS, "gateway and SNI proxy, address by sni-proxy"],
  [
    "sni-proxy",
    { strategy: "sni-proxy", sniProxy: "nginx" },
    {},
    ["443/tls", "8443/tls"],
    "gateway and SNI proxy, address by sni-proxy",
  ],
  [
    "single-host",
    { strategy: "single-host", via: "www.wikipedia.org" },
    GATEWAY,
    ["443/tls"],
    "gateway, address by gateway to www.wikipedia.org",
  ],
];

test("every strategy that a trace follows is here", () => {
  const here = new Set(CASES.map(([id]) => id));
  expect(STRATEGY_IDS.filter((id) => !here.has(id))).toEqual(["waypoint"]);
});

describe("the report is the policy's domains and ports, by the strategy's way", () => {
  test.each(CASES)("%s %j", async (_id, policy, more, ports, way) => {
    const { reached, unknown, allowAny } = await report({ ...policy, ports: [...ports] }, more);
    const exactDirect = policy.strategy === "direct" || policy.strategy === "dynamic-dns";
    const lines = reached.flatMap(told).sort();
    // A name by itself is looked up by the sidecar: it has the name, and no wildcard.
    const wanted = expected(DOMAINS, ports, () => way).map((line) =>
      exactDirect && line.startsWith("wikipedia.org:") ? line.replace("address by client", "address by sidecar") : line,
    );
    expect(lines).toEqual(wanted);
    expect({ unknown, allowAny }).toEqual({ unknown: [], allowAny: false });
    expect(reached.every(({ openedBy }) => openedBy.length > 0)).toBe(true);
  });
});

test("on a mesh in ALLOW_ANY the policies' names are carved out of everything", async () => {
  const { reached, allowAny } = await report(
    { strategy: "sni-proxy", domains: ["*.wikipedia.org"] },
    GATEWAY,
    "ALLOW_ANY",
  );
  expect(allowAny).toBe(true);
  const all = reached.filter(({ name }) => name === "*");
  expect(all.map(({ ports, protocols, except, way }) => ({ ports, protocols, except, way }))).toContainEqual({
    ports: ["443"],
    protocols: ["tls"],
    except: [{ name: "*.wikipedia.org", says: "goes by gateway and SNI proxy" }],
    way: "sidecar",
  });
  expect(all.find(({ protocols }) => protocols.length === 3)?.ports).toContain("other");
});

test("another service account reaches nothing, where the gateway asks who calls", async () => {
  const { text } = await generateFrom({
    ...{ istio: "1.31", ...GATEWAY },
    policies: [{ domains: ["*.wikipedia.org"], namespace: "default", strategy: "sni-proxy", from: ["default/reader"] }],
  });
  const { world } = await worldOfText(text, "egress.yaml", { namespace: "default", release: NEWEST_RELEASE.name });
  const { model } = makeTracer(world, settings());
  expect(exposureOf(CLIENT, model, world).reached).toEqual([]);
  expect(exposureOf({ ...CLIENT, name: "reader", serviceAccount: "reader" }, model, world).reached).toHaveLength(1);
});

test("hardening shows: private answers are refused, and nothing goes around the sidecar", async () => {
  const plain = await report({ strategy: "sni-proxy", sniProxy: "nginx", domains: ["*.wikipedia.org"] });
  expect(plain.reached.map(({ privateAnswers }) => privateAnswers)).toEqual(["not refused"]);
  expect(plain.around.reached).toEqual([{ address: "", ports: ["*"], outcome: "reached" }]);
  const hardened = await report(
    { strategy: "sni-proxy", sniProxy: "nginx", domains: ["*.wikipedia.org"] },
    { harden: { networkPolicy: true } },
  );
  expect(hardened.reached.map(({ privateAnswers }) => privateAnswers)).toEqual(["refused"]);
  expect(hardened.around.reached.filter(({ address }) => address === "")).toEqual([]);
  expect(hardened.around.networkPolicies.map(({ kind }) => kind)).toEqual(["NetworkPolicy"]);
});
