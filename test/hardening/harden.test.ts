import { describe, expect, it } from "vitest";
import { harden } from "../../src/hardening/harden.ts";
import { ALL_RELEASES } from "../../src/istio/release.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { cidrContains, parseCidr } from "../../src/plan/private-ranges.ts";
import { checkSchema } from "../../src/schema/schema-check.ts";
import { makePlan, type PlanOverrides } from "../support/plan.ts";

interface Policy {
  readonly podSelector: object;
  readonly policyTypes: string[];
  readonly egress: {
    readonly to: {
      readonly namespaceSelector?: { readonly matchLabels: Record<string, string> };
      readonly podSelector?: { readonly matchLabels?: Record<string, string> };
      readonly ipBlock?: { readonly cidr: string; readonly except?: string[] };
    }[];
    readonly ports?: { readonly port: number; readonly protocol: string }[];
  }[];
}

const hardened = (overrides: PlanOverrides = {}): Plan =>
  makePlan({ ...overrides, hardening: { sidecar: true, networkPolicy: true, ...overrides.hardening } });

function networkPolicy(plan: Plan, name: string, namespace?: string): Policy {
  const found = harden(plan).resources.filter(
    ({ manifest }) =>
      manifest.kind === "NetworkPolicy" &&
      manifest.metadata.name === name &&
      (namespace === undefined || manifest.metadata.namespace === namespace),
  );
  expect(found).toHaveLength(1);
  return found[0]?.manifest.spec as Policy;
}

const client = (plan: Plan, namespace?: string) => networkPolicy(plan, "egress-by-policy-only", namespace);
const gateway = (plan: Plan) => networkPolicy(plan, `${plan.gateway.name}-public-addresses-only`);
const codes = (plan: Plan) => harden(plan).notes.map(({ code }) => code);

/** Whether a policy lets a connection out to an address that belongs to no pod. */
function reaches({ egress }: Policy, address: string, port: number): boolean {
  const target = parseCidr(address);
  return egress.some(
    ({ to, ports }) =>
      (ports === undefined || ports.some((allowed) => allowed.port === port && allowed.protocol === "TCP")) &&
      to.some(
        ({ ipBlock }) =>
          ipBlock !== undefined &&
          cidrContains(parseCidr(ipBlock.cidr), target) &&
          !(ipBlock.except ?? []).some((cidr) => cidrContains(parseCidr(cidr), target)),
      ),
  );
}

const INSIDE = [
  "10.0.0.1",
  "127.0.0.1",
  "169.254.169.254",
  "192.168.1.1",
  "100.64.0.1",
  "240.240.0.1",
  "0.0.0.0",
  "::1",
  "fd00::1",
  "fe80::1",
  "64:ff9b::a00:1",
];

describe("harden", () => {
  it("makes nothing that was not asked for", () => {
    expect(harden(makePlan())).toEqual({ resources: [], notes: [] });
    const parts = (hardening: object) => harden(makePlan({ hardening })).resources.map(({ manifest }) => manifest.kind);
    expect(parts({ sidecar: true })).toEqual(["Sidecar"]);
    expect(parts({ networkPolicy: true })).toEqual(["NetworkPolicy", "NetworkPolicy"]);
  });

  it("gives each client namespace one Sidecar that hides nothing", () => {
    const plan = hardened({
      policies: [
        { name: "a", clientNamespaces: ["team-a", "team-b"] },
        { name: "b", clientNamespaces: ["team-b"] },
      ],
    });
    const sidecars = harden(plan).resources.filter(({ manifest }) => manifest.kind === "Sidecar");
    expect(sidecars.map(({ manifest }) => manifest.metadata.namespace)).toEqual(["team-a", "team-b"]);
    expect(sidecars[0]?.manifest).toMatchObject({
      metadata: { name: "default" },
      spec: { egress: [{ hosts: ["*/*"] }], outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } },
    });
  });

  it("leaves the namespace out where none was named", () => {
    const plan = hardened({ policies: [{ clientNamespaces: [undefined] }] });
    const namespaces = harden(plan).resources.map(({ manifest }) => manifest.metadata.namespace);
    expect(namespaces).toEqual([undefined, "istio-system", undefined]);
  });
});

describe("the clients' NetworkPolicy", () => {
  it("lets them out to DNS, istiod, their own pods and the gateway's port in its pod", () => {
    const policy = client(hardened({ gateway: { install: "manifests" } }));
    expect(policy.podSelector).toEqual({});
    expect(policy.policyTypes).toEqual(["Egress"]);
    const [dns, istiod, own, gateways, ...rest] = policy.egress;
    expect(dns?.ports).toEqual([
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ]);
    expect(istiod).toMatchObject({
      to: [{ podSelector: { matchLabels: { app: "istiod" } } }],
      ports: [{ port: 15_012 }],
    });
    expect(own).toEqual({ to: [{ podSelector: {} }] });
    expect(gateways).toEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "istio-system" } },
          podSelector: { matchLabels: hardened().gateway.selector },
        },
      ],
      ports: [{ protocol: "TCP", port: 8443 }],
    });
    expect(rest).toEqual([]);
    for (const address of ["1.1.1.1", "2606:4700::1111", ...INSIDE]) expect(reaches(policy, address, 443)).toBe(false);
  });

  it("opens both ports that Istio's charts use when the gateway is not ours, and says how to look", () => {
    const plan = hardened();
    expect(client(plan).egress[3]?.ports?.map(({ port }) => port)).toEqual([443, 8443]);
    expect(codes(plan)).toContain("network-policy-shared-gateway");
    expect(codes(hardened({ gateway: { install: "manifests" } }))).not.toContain("network-policy-shared-gateway");
  });

  it("opens other namespaces that are named", () => {
    const rule = client(hardened({ hardening: { allowNamespaces: ["shop", "team-b"] } })).egress.at(-1);
    expect(rule?.ports).toBeUndefined();
    expect(
      rule?.to.map(({ namespaceSelector }) => namespaceSelector?.matchLabels["kubernetes.io/metadata.name"]),
    ).toEqual(["shop", "team-b"]);
  });

  it.each(["direct", "dynamic-dns"] as const)(
    "lets %s out by itself, to public addresses on the policies' ports",
    (strategy) => {
      const plan = hardened({
        policies: [{ strategy, ports: ["443/tls", "8443/tls"], allowPrivate: ["10.1.0.0/16"] }],
      });
      const policy = client(plan);
      for (const address of ["1.1.1.1", "2606:4700::1111"]) {
        expect([443, 8443, 80].map((port) => reaches(policy, address, port))).toEqual([true, true, false]);
      }
      for (const address of INSIDE) expect(reaches(policy, address, 443)).toBe(false);
      expect([
        reaches(policy, "10.1.2.3", 443),
        reaches(policy, "10.1.2.3", 22),
        reaches(policy, "10.2.0.1", 443),
      ]).toEqual([true, false, false]);
      expect(harden(plan).resources.some(({ manifest }) => manifest.metadata.namespace === "istio-system")).toBe(false);
    },
  );

  it("lets HTTP that leaves as TLS out on 443", () => {
    const policy = client(
      hardened({ policies: [{ strategy: "dynamic-dns", ports: ["80/http"], tlsOrigination: true }] }),
    );
    expect([reaches(policy, "1.1.1.1", 443), reaches(policy, "1.1.1.1", 80)]).toEqual([true, false]);
  });

  it("keeps what one namespace may reach from another", () => {
    const plan = hardened({
      policies: [
        { name: "a", strategy: "direct", clientNamespaces: ["team-a"] },
        { name: "b", clientNamespaces: ["team-b"] },
      ],
    });
    expect([reaches(client(plan, "team-a"), "1.1.1.1", 443), reaches(client(plan, "team-b"), "1.1.1.1", 443)]).toEqual([
      true,
      false,
    ]);
  });

  it("leaves the waypoint to a policy of its own, and makes no Sidecar in ambient mode", () => {
    const plan = hardened({ target: { dataPlane: "ambient" }, policies: [{ strategy: "waypoint" }] });
    expect(client(plan).podSelector).toEqual({
      matchExpressions: [{ key: "gateway.networking.k8s.io/gateway-name", operator: "NotIn", values: ["waypoint"] }],
    });
    expect(reaches(client(plan), "1.1.1.1", 443)).toBe(false);
    const waypoint = networkPolicy(plan, "waypoint-public-addresses-only");
    expect(reaches(waypoint, "1.1.1.1", 443)).toBe(true);
    for (const address of INSIDE) expect(reaches(waypoint, address, 443)).toBe(false);
    expect(harden(plan).resources.map(({ manifest }) => manifest.kind)).toEqual(["NetworkPolicy", "NetworkPolicy"]);
    expect(codes(plan)).toContain("sidecar-without-sidecars");
  });
});

describe("the gateway's NetworkPolicy", () => {
  it("reaches public addresses on the policies' ports, and nothing inside", () => {
    const plan = hardened({
      gateway: { ipFamily: "both", meshCidrs: ["203.0.113.0/24", "2001:db8:1::/48"] },
      policies: [{ ports: ["443/tls", "8443/tls"] }, { name: "direct", strategy: "direct", ports: ["9443/tls"] }],
    });
    const policy = gateway(plan);
    for (const address of ["1.1.1.1", "2606:4700::1111"]) {
      expect([443, 8443, 80, 9443].map((port) => reaches(policy, address, port))).toEqual([true, true, false, false]);
    }
    for (const address of [...INSIDE, "203.0.113.7", "2001:db8:1::7"])
      expect(reaches(policy, address, 443)).toBe(false);
    expect(
      policy.egress
        .flatMap(({ to }) => to)
        .some(({ podSelector }) => podSelector !== undefined && Object.keys(podSelector).length === 0),
    ).toBe(false);
  });

  it("holds to the address family of the resolver, and keeps exceptions inside their block", () => {
    for (const [ipFamily, blocks] of [
      ["ipv4", ["0.0.0.0/0"]],
      ["ipv6", ["::/0"]],
      ["both", ["0.0.0.0/0", "::/0"]],
    ] as const) {
      const found = gateway(hardened({ gateway: { ipFamily } }))
        .egress.flatMap(({ to }) => to)
        .flatMap(({ ipBlock }) => (ipBlock?.except === undefined ? [] : [ipBlock]));
      expect(found.map(({ cidr }) => cidr)).toEqual(blocks);
      for (const { cidr, except = [] } of found) {
        for (const inner of except) expect(cidrContains(parseCidr(cidr), parseCidr(inner))).toBe(true);
        expect(except).not.toContain("::ffff:0:0/96");
      }
    }
  });

  it("lets each policy reach the private ranges that it allows, on its own ports", () => {
    const policy = gateway(
      hardened({
        policies: [
          { allowPrivate: ["10.1.0.0/16"] },
          { name: "b", ports: ["8443/tls"], allowPrivate: ["10.2.0.0/16"] },
        ],
      }),
    );
    expect([
      reaches(policy, "10.1.0.1", 443),
      reaches(policy, "10.1.0.1", 8443),
      reaches(policy, "10.2.0.1", 8443),
      reaches(policy, "10.3.0.1", 443),
    ]).toEqual([true, false, true, false]);
  });

  it("opens resolvers that are given by address, and warns of those given by name", () => {
    const plan = hardened({ gateway: { resolvers: ["10.9.9.9", "[fd00::a]:5353", "dns.corp"] } });
    expect(reaches(gateway(plan), "10.9.9.9", 53)).toBe(true);
    expect(reaches(gateway(plan), "fd00::a", 5353)).toBe(true);
    expect(reaches(gateway(plan), "fd00::a", 443)).toBe(false);
    expect(harden(plan).notes.find(({ code }) => code === "resolver-by-name")?.what).toContain("dns.corp");
  });

  it("warns when the gateway stands among its clients", () => {
    expect(codes(hardened({ gateway: { namespace: "default" } }))).toContain("gateway-among-clients");
    expect(codes(hardened())).not.toContain("gateway-among-clients");
  });
});

describe.each(ALL_RELEASES)("for Istio %s", (istio) => {
  const plan = hardened({
    istio,
    hardening: { allowNamespaces: ["shop"] },
    gateway: { ipFamily: "both" },
    policies: [
      {},
      { name: "b", strategy: "direct", clientNamespaces: [undefined], allowPrivate: ["10.1.0.0/16", "fd00::/8"] },
    ],
  });

  it("every resource passes the schemas, the same every time", () => {
    for (const { manifest } of harden(plan).resources) expect(checkSchema(manifest, istio)).toEqual([]);
    expect(JSON.stringify(harden(plan))).toBe(JSON.stringify(harden(plan)));
  });

  it("says how to label namespaces where Kubernetes may not do it", () => {
    const note = harden(plan).notes.find(({ code }) => code === "namespaces-need-labels");
    expect(note !== undefined).toBe(Number(istio.slice(2)) < 14);
    if (note !== undefined) expect(note.fix).toContain("kubectl label namespace shop kubernetes.io/metadata.name=shop");
  });
});
