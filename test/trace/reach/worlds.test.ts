import { describe, expect, test } from "vitest";
import type { MeshSettings } from "../../../src/model/mesh-settings.ts";
import type { ConfigObject } from "../../../src/model/world/config-object.ts";
import { exposureOf } from "../../../src/trace/reach/exposure.ts";
import { gatesOf, hitsOf } from "../../../src/trace/reach/gates.ts";
import type { ReachReport } from "../../../src/trace/reach/report.ts";
import { makeTracer } from "../../../src/trace/tracer.ts";
import { object, worldOf } from "../../model/objects.ts";
import { settings } from "../../model/settings.ts";

const CLIENT = { namespace: "default", name: "sleep", serviceAccount: "sleep", labels: { app: "sleep" } };

function reportOf(objects: readonly ConfigObject[], more: Partial<MeshSettings> = {}): ReachReport {
  const world = worldOf(...objects);
  return exposureOf(CLIENT, makeTracer(world, settings(more)).model, world);
}

/** `*.wikipedia.org except en.wikipedia.org (…) :443 tls` */
function lines({ reached }: ReachReport): string[] {
  return reached.map(({ name, except, address, ports, protocols, way, addressChosenBy }) =>
    [
      `${name}${address === "" ? "" : ` at ${address}`}`,
      ...except.map((one) => `except ${one.name} (${one.says})`),
      `:${ports.join(",")} ${protocols.join("+")}`,
      `by ${way}, address by ${addressChosenBy}`,
    ].join(" "),
  );
}

interface Entry {
  readonly name?: string;
  readonly namespace?: string;
  readonly protocol?: string;
  readonly number?: number;
  readonly resolution?: string;
  readonly addresses?: readonly string[];
  readonly exportTo?: readonly string[];
}

function entry(
  hosts: readonly string[],
  { name = "entry", namespace = "default", protocol = "TLS", number = 443, resolution = "NONE", ...more }: Entry = {},
): ConfigObject {
  const ports = [{ number, name: "port", protocol }];
  return object({ kind: "ServiceEntry", name, namespace, spec: { hosts, ports, resolution, ...more } });
}

describe("names", () => {
  test("a narrower pattern that goes the same way is left out", () => {
    const report = reportOf([
      entry(["*.wikipedia.org"]),
      entry(["*.m.wikipedia.org", "en.wikipedia.org"], { name: "more" }),
    ]);
    expect(lines(report)).toEqual(["*.wikipedia.org :443 tls by sidecar, address by client"]);
  });

  test("a narrower pattern that goes another way has a line, and is carved out of the wider one", () => {
    const report = reportOf([
      entry(["*.wikipedia.org"]),
      entry(["en.wikipedia.org"], { name: "more", resolution: "DNS" }),
    ]);
    expect(lines(report)).toEqual([
      "*.wikipedia.org except en.wikipedia.org (goes by sidecar) :443 tls by sidecar, address by client",
      "en.wikipedia.org :443 tls by sidecar, address by sidecar",
    ]);
  });

  test("what is blocked below a wildcard is carved out of it", () => {
    const rule = (name: string, host: string) => ({
      match: [{ sniHosts: [name] }],
      route: [{ destination: { host } }],
    });
    const tls = [rule("private.wikipedia.org", "nowhere.example"), rule("*.wikipedia.org", "*.wikipedia.org")];
    const blackHole = object({ kind: "VirtualService", name: "carved", spec: { hosts: ["*.wikipedia.org"], tls } });
    const report = reportOf([entry(["*.wikipedia.org"]), blackHole]);
    expect(lines(report)).toEqual([
      "*.wikipedia.org except private.wikipedia.org (blocked at the sidecar) :443 tls by sidecar, address by client",
    ]);
  });

  test("HTTP goes by virtual hosts, and says which paths get out", () => {
    const route = { destination: { host: "api.example.com" } };
    const api = object({
      kind: "VirtualService",
      name: "api",
      spec: { hosts: ["api.example.com"], http: [{ match: [{ uri: { prefix: "/v1" } }], route: [route] }] },
    });
    const report = reportOf([entry(["api.example.com"], { protocol: "HTTP", number: 80, resolution: "DNS" }), api]);
    expect(lines(report)).toEqual(["api.example.com :80 http by sidecar, address by sidecar"]);
    expect(report.reached[0]?.paths).toEqual(["/v1"]);
  });

  test("a route that asks for headers is unknown, not dropped", () => {
    const match = [{ headers: { who: { exact: "me" } } }];
    const api = object({
      kind: "VirtualService",
      name: "api",
      spec: { hosts: ["api.example.com"], http: [{ match, route: [{ destination: { host: "api.example.com" } }] }] },
    });
    const report = reportOf([entry(["api.example.com"], { protocol: "HTTP", number: 80, resolution: "DNS" }), api]);
    expect(lines(report)).toEqual([]);
    expect(report.unknown.map(({ name, ports, says }) => ({ name, ports, says }))).toEqual([
      { name: "api.example.com", ports: ["80"], says: expect.stringContaining("methods, headers or expressions") },
    ]);
  });
});

describe("what the workload sees", () => {
  test("exportTo keeps other namespaces' entries away", () => {
    const report = reportOf([
      entry(["seen.example.com"], { namespace: "team-b", resolution: "DNS" }),
      entry(["unseen.example.com"], { name: "own", namespace: "team-b", resolution: "DNS", exportTo: ["."] }),
    ]);
    expect(lines(report)).toEqual(["seen.example.com :443 tls by sidecar, address by sidecar"]);
  });

  test("a Sidecar imports what it names, and decides what becomes of the rest", () => {
    const sidecar = (mode: string) =>
      object({
        kind: "Sidecar",
        name: "default",
        spec: { egress: [{ hosts: ["./*"] }], outboundTrafficPolicy: { mode } },
      });
    const objects = [
      entry(["own.example.com"], { resolution: "DNS" }),
      entry(["theirs.example.com"], { name: "theirs", namespace: "team-b" }),
    ];
    const closed = reportOf([...objects, sidecar("REGISTRY_ONLY")], { outbound: "ALLOW_ANY" });
    expect([closed.allowAny, lines(closed)]).toEqual([
      false,
      ["own.example.com :443 tls by sidecar, address by sidecar"],
    ]);
    const open = reportOf([...objects, sidecar("ALLOW_ANY")]);
    expect(open.allowAny).toBe(true);
    expect(open.reached.find(({ ports }) => ports.includes("other"))?.openedBy.map(({ kind }) => kind)).toEqual([
      "Sidecar",
    ]);
  });
});

describe("addresses and ports", () => {
  test("TCP without names: the range that must be dialled", () => {
    const report = reportOf([
      entry(["db.example.com"], { protocol: "TCP", number: 5432, addresses: ["198.51.100.0/24"] }),
    ]);
    expect(lines(report)).toEqual(["* at 198.51.100.0/24 :5432 tls+http+tcp by sidecar, address by client"]);
  });

  test("ALLOW_ANY is every name on every port, in one line", () => {
    const report = reportOf([], { outbound: "ALLOW_ANY" });
    expect([report.allowAny, lines(report)]).toEqual([true, ["* :* tls+http+tcp by sidecar, address by client"]]);
  });

  test("a NetworkPolicy parts ports and addresses", () => {
    const policy = object({
      kind: "NetworkPolicy",
      name: "https-only",
      spec: {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [{ ports: [{ port: 443 }], to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }] }],
      },
    });
    const report = reportOf([policy], { outbound: "ALLOW_ANY" });
    expect(lines(report)).toEqual(["* :443 tls+http+tcp by sidecar, address by client"]);
    expect(report.reached[0]).toMatchObject({ exceptAddresses: ["10.0.0.0/8"], privateAnswers: "some refused" });
    expect(report.reached[0]?.networkPolicies.map(({ name }) => name)).toEqual(["https-only"]);
    expect(report.around.reached).toEqual([{ address: "", ports: ["443"], outcome: "reached" }]);
  });

  test("with DNS capture, a name has its address, and an address of the client's own choice another line", () => {
    const { target } = settings();
    const captured = { target: { ...target, dnsCapture: true, has: target.has.bind(target) } };
    const objects = [entry(["db.example.com"], { protocol: "TCP", number: 5432, resolution: "DNS" })];
    expect(lines(reportOf(objects, captured))).toEqual([
      "db.example.com :5432 tls+http+tcp by sidecar, address by sidecar",
    ]);
  });
});

describe("what is left out and what is not known", () => {
  const service = (name: string, spec: object) =>
    object({ kind: "Service", name, spec: { ports: [{ port: 80, name: "http" }], ...spec } });

  test("Services of the cluster are counted; those that may lead outside are unknown", () => {
    const report = reportOf([
      service("reviews", { selector: { app: "reviews" } }),
      object({ kind: "Pod", name: "reviews", labels: { app: "reviews" } }),
      service("other-name", { type: "ExternalName", externalName: "www.example.com" }),
      service("by-hand", {}),
    ]);
    expect(report.inCluster).toBe(1);
    expect(lines(report)).toEqual([]);
    expect(report.unknown.map(({ name }) => name)).toEqual([
      "other-name.default.svc.cluster.local",
      "by-hand.default.svc.cluster.local",
    ]);
  });

  test("a listener that an EnvoyFilter patches is unknown, with the place", () => {
    const filter = object({
      kind: "EnvoyFilter",
      name: "patch",
      spec: {
        configPatches: [
          {
            applyTo: "NETWORK_FILTER",
            match: { context: "SIDECAR_OUTBOUND", listener: { portNumber: 443 } },
            patch: { operation: "MERGE", value: {} },
          },
        ],
      },
    });
    const { reached, unknown } = reportOf([entry(["*.wikipedia.org"]), filter]);
    expect(reached).toEqual([]);
    expect(unknown.map(({ name, ports, decidedBy }) => [name, ports, decidedBy.map((one) => one.name)])).toEqual([
      ["*", ["443"], ["patch"]],
    ]);
  });
});

test("a gateway that sends to itself is followed to an end", () => {
  const gatewayHost = "istio-egressgateway.istio-system.svc.cluster.local";
  const tls = [
    {
      match: [{ sniHosts: ["en.wikipedia.org"] }],
      route: [{ destination: { host: gatewayHost, port: { number: 443 } } }],
    },
  ];
  const gateways = ["mesh", "istio-system/egress"];
  const port = { number: 443, name: "tls", protocol: "TLS" };
  const labels = { istio: "egressgateway" };
  const report = reportOf([
    entry(["en.wikipedia.org"]),
    object({
      kind: "Service",
      namespace: "istio-system",
      name: "istio-egressgateway",
      spec: { selector: labels, ports: [{ port: 443, name: "tls" }] },
    }),
    object({
      kind: "Pod",
      namespace: "istio-system",
      name: "gateway",
      labels,
      spec: { containers: [{ name: "istio-proxy" }] },
    }),
    object({
      kind: "Gateway",
      namespace: "istio-system",
      name: "egress",
      spec: { selector: labels, servers: [{ port, hosts: ["*"], tls: { mode: "PASSTHROUGH" } }] },
    }),
    object({ kind: "VirtualService", name: "circle", spec: { hosts: ["en.wikipedia.org"], gateways, tls } }),
  ]);
  expect([lines(report), report.unknown]).toEqual([[], []]);
});

describe("gates", () => {
  test("each finds what it is for, and nothing else", () => {
    const open = reportOf([], { outbound: "ALLOW_ANY" });
    const closed = reportOf([entry(["en.wikipedia.org"], { resolution: "DNS" })]);
    const hits = (report: ReachReport) => [
      ...new Set(hitsOf(gatesOf(["allow-any,direct", "lying-address", "unknown"]), [report]).map(({ gate }) => gate)),
    ];
    expect(hits(open)).toEqual(["allow-any", "direct", "lying-address"]);
    expect(hits(closed)).toEqual(["direct"]);
    expect(hits(reportOf([]))).toEqual([]);
  });

  test("a gate that nobody knows is refused", () => {
    expect(() => gatesOf(["allow-all"])).toThrow(/allow-all/);
  });
});
