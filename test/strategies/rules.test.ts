import { describe, expect, test } from "vitest";
import { checkGenerated } from "../../src/check-generated.ts";
import { generateFrom } from "../support/generated.ts";
import { goldenCases, goldenWorld } from "../support/golden-worlds.ts";
import type { RequestWords } from "../support/request.ts";
import { brokenRules, RULES, type RuleName } from "../support/rules/index.ts";
import type { World } from "../support/rules/world.ts";

describe("every golden output keeps the rules", () => {
  test.each(goldenCases())("%s", async (name) => {
    const world = await goldenWorld(name);
    checkGenerated(world);
    expect(brokenRules(world)).toEqual([]);
  });
});

const GUARDED: RequestWords = {
  istio: "1.30",
  gateway: { name: "istio-egressgateway" },
  policies: [
    { name: "a", domains: ["*.wikipedia.org"], strategy: "sni-proxy", sniProxy: "envoy", from: ["team-a"] },
    {
      name: "b",
      domains: ["*.pypi.org"],
      strategy: "sni-proxy",
      sniProxy: "envoy",
      namespace: "team-b",
      ports: ["443", "80"],
    },
    { name: "c", domains: ["*.example.org"], strategy: "single-host", via: "www.example.org", namespace: "team-c" },
    {
      name: "d",
      domains: ["*.dynamic.example", "exact.example"],
      strategy: "dynamic-dns",
      namespace: "team-d",
    },
  ],
};

type Json = Record<string, unknown>;

/** A change that must be noticed. `at` finds a resource by kind and name and gives the value at a dotted path, to be changed in place. */
type Harm = (at: (kind: string, name: string, path?: string) => Json, world: World) => void;

const HARMS: readonly [rule: RuleName, harm: Harm][] = [
  ["exportedToOwnNamespace", (at) => delete at("VirtualService", "direct-a-through-egress-gateway", "spec").exportTo],
  ["exportedToOwnNamespace", (at) => Object.assign(at("ServiceEntry", "sni-proxy-a", "spec"), { exportTo: ["*"] })],
  [
    "oneVirtualServicePerHost",
    (at) =>
      Object.assign(
        at("VirtualService", "forward-a-from-egress-gateway", "spec"),
        at("VirtualService", "forward-b-from-egress-gateway", "spec"),
      ),
  ],
  [
    "oneServiceEntryPerHost",
    (at) => Object.assign(at("ServiceEntry", "sni-proxy-a", "spec"), { hosts: ["b.sni-proxy.wildegress.internal"] }),
  ],
  [
    "nextHopsInGatewayNamespaceOnly",
    (at) => Object.assign(at("ServiceEntry", "www-example", "metadata"), { namespace: "team-c" }),
  ],
  [
    "nextHopsInGatewayNamespaceOnly",
    (at) => Object.assign(at("ServiceEntry", "sni-proxy-a", "metadata"), { namespace: "team-a" }),
  ],
  [
    "everyServiceHasItsRoutes",
    (at) => Object.assign(at("VirtualService", "d-exact", "spec"), { hosts: ["other.example"] }),
  ],
  [
    "everyServiceHasItsRoutes",
    (at) => Object.assign(at("VirtualService", "direct-b-through-egress-gateway", "spec"), { http: [] }),
  ],
  [
    "dynamicHostsHaveNoRoutes",
    (at) => Object.assign(at("VirtualService", "d-exact", "spec"), { hosts: ["*.dynamic.example"] }),
  ],
  ["resolutionFitsHosts", (at) => Object.assign(at("ServiceEntry", "d", "spec"), { hosts: ["dynamic.example"] })],
  ["resolutionFitsHosts", (at) => Object.assign(at("ServiceEntry", "d", "spec.ports.0"), { protocol: "HTTPS" })],
  [
    "sniHostsAmongHosts",
    (at) => Object.assign(at("VirtualService", "d-exact", "spec.tls.0.match.0"), { sniHosts: ["*.example"] }),
  ],
  [
    "sniHostsAmongHosts",
    (at) => Object.assign(at("VirtualService", "d-exact", "spec.tls.0.match.0"), { sniHosts: [] }),
  ],
  [
    "mutualServersAreAlone",
    (at) => Object.assign(at("Gateway", "egressgateway-a", "spec.servers.0.port"), { protocol: "HTTPS" }),
  ],
  [
    "mutualServersAreAlone",
    (at) =>
      Object.assign(at("Gateway", "egressgateway-a", "spec.servers.0"), {
        hosts: ["./a.wildegress.internal", "./b.wildegress.internal"],
      }),
  ],
  [
    "mutualServersAreAlone",
    (at) => Object.assign(at("VirtualService", "forward-a-from-egress-gateway", "spec"), { tls: [] }),
  ],
  [
    "serverHostsOfOwnNamespace",
    (at) => Object.assign(at("Gateway", "egressgateway-a", "spec.servers.0"), { hosts: ["a.wildegress.internal"] }),
  ],
  [
    "serversDiffer",
    (at) =>
      Object.assign(
        at("Gateway", "egressgateway-a", "spec.servers.0"),
        at("Gateway", "egressgateway-b", "spec.servers.0"),
      ),
  ],
  [
    "serversDiffer",
    (at) => Object.assign(at("Gateway", "egressgateway-a", "spec.servers.0.port"), { protocol: "HTTP" }),
  ],
  [
    "authorizationAllowsOnly",
    (at) => Object.assign(at("AuthorizationPolicy", "callers-of-a", "spec"), { action: "DENY" }),
  ],
  ["authorizationAllowsOnly", (at) => delete at("AuthorizationPolicy", "callers-of-a", "spec").selector],
  [
    "authorizationAllowsOnly",
    (at) =>
      Object.assign(at("AuthorizationPolicy", "callers-of-a", "spec.rules.0.from.0.source"), { notNamespaces: ["x"] }),
  ],
  [
    "callersAreEnforced",
    (at) =>
      Object.assign(at("AuthorizationPolicy", "callers-of-a", "spec.rules.0.when.0"), {
        values: ["b.wildegress.internal"],
      }),
  ],
  [
    "callersAreEnforced",
    (at) =>
      Object.assign(at("AuthorizationPolicy", "callers-of-a", "spec.rules.0.from.0.source"), {
        namespaces: ["team-b"],
      }),
  ],
  [
    "envoyFiltersOnlyAdd",
    (at) => Object.assign(at("EnvoyFilter", "sni-proxy-a", "spec.configPatches.0.patch"), { operation: "MERGE" }),
  ],
  ["envoyFiltersOnlyAdd", (at) => delete at("EnvoyFilter", "sni-proxy-a", "spec").workloadSelector],
  [
    "dnsCachesAgree",
    (at) =>
      Object.assign(
        at("EnvoyFilter", "sni-proxy-a", "spec.configPatches.0.patch.value.cluster_type.typed_config.dns_cache_config"),
        { max_hosts: 1 },
      ),
  ],
  [
    "dnsCachesAgree",
    (at) =>
      Object.assign(at("EnvoyFilter", "sni-proxy-a", "spec.configPatches.0.patch.value"), { name: "wildegress-b" }),
  ],
  [
    "unitsShareNothing",
    (at) =>
      Object.assign(at("DestinationRule", "egressgateway-for-b", "spec.subsets.0.trafficPolicy.tls"), {
        sni: "b.wildegress.internal",
      }),
  ],
  [
    "loopbackPortsAreFree",
    (_at, { plan }) => Object.assign(plan.policies[0]?.ports[0]?.unit ?? {}, { loopbackPort: 8443 }),
  ],
  [
    "listenersWhereServicesLead",
    (at) =>
      Object.assign(at("EnvoyFilter", "sni-proxy-a", "spec.configPatches.1.patch.value.address.socket_address"), {
        address: "0.0.0.0",
      }),
  ],
  [
    "listenersWhereServicesLead",
    (at) =>
      Object.assign(
        at("EnvoyFilter", "sni-proxy-a", "spec.configPatches.1.patch.value.filter_chains.0.filter_chain_match"),
        { server_names: ["*.org"] },
      ),
  ],
  [
    "referencesExist",
    (at) =>
      Object.assign(at("VirtualService", "forward-a-from-egress-gateway", "spec"), { gateways: ["egressgateway-x"] }),
  ],
  [
    "referencesExist",
    (at) =>
      Object.assign(at("VirtualService", "direct-a-through-egress-gateway", "spec.tls.0.route.0.destination"), {
        subset: "b",
      }),
  ],
  [
    "referencesExist",
    (at) =>
      Object.assign(at("VirtualService", "direct-a-through-egress-gateway", "spec.tls.0.route.0.destination.port"), {
        number: 8443,
      }),
  ],
  [
    "referencesExist",
    (at) =>
      Object.assign(at("VirtualService", "forward-a-from-egress-gateway", "spec.tcp.0.route.0.destination"), {
        host: "a.example",
      }),
  ],
  [
    "subsetsDiffer",
    (at) =>
      Object.assign(
        at("DestinationRule", "egressgateway-for-b", "spec.subsets.0"),
        at("DestinationRule", "egressgateway-for-b", "spec.subsets.1"),
      ),
  ],
  ["labelledAll", (at) => delete at("Gateway", "egressgateway-a", "metadata.labels")["app.kubernetes.io/part-of"]],
  ["namesAreValid", (at) => Object.assign(at("Gateway", "egressgateway-a", "metadata"), { name: "egressgateway_a" })],
  ["hostsAreNames", (at) => Object.assign(at("ServiceEntry", "d", "spec"), { hosts: ["*.dyn amic.example"] })],
  ["waypointsJudgeTheSni", (_at, { plan }) => Object.assign(plan.policies[3] ?? {}, { strategy: "waypoint" })],
];

describe("the rules see what they are for", () => {
  test("a whole output keeps them all", async () => {
    expect(brokenRules(await generateFrom(GUARDED))).toEqual([]);
  });

  test("each has a harm that it must see", () => {
    expect([...new Set(HARMS.map(([rule]) => rule))].sort()).toEqual(Object.keys(RULES).sort());
  });

  test.each(HARMS)("%s (%#)", async (rule, harm) => {
    const { plan, resources } = await generateFrom(GUARDED);
    const world: World = { plan, resources: structuredClone(resources) };
    harm((kind, name, path = "") => {
      const found = world.resources.find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name);
      expect(found, `${kind} ${name}`).toBeDefined();
      const value = path.split(".").reduce((inner: unknown, step) => (inner as Json)[step], found?.manifest);
      expect(value, path).toBeTypeOf("object");
      return value as Json;
    }, world);
    expect(RULES[rule](world)).not.toEqual([]);
  });
});
