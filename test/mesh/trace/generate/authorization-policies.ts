import type { Random } from "../random.ts";
import { type Focus, GATEWAY_NAMESPACE, isWildcard, maybe, type Resource } from "./focus.ts";
import { OUTER_NAME } from "./gateways.ts";

const PRINCIPALS = [
  "cluster.local/ns/default/sa/sleep",
  "cluster.local/ns/default/sa/visitor",
  "cluster.local/ns/team-b/sa/reader",
  "cluster.local/ns/default/*",
  "*",
];

function source(random: Random): object {
  return random.weighted<object>(
    [4, { principals: random.some(PRINCIPALS, 1) }],
    [3, { namespaces: [random.pick(["default", "team-b"])] }],
    [1, { notPrincipals: random.some(PRINCIPALS, 1) }],
    [1, { notNamespaces: [random.pick(["default", "team-b"])] }],
    [1, { serviceAccounts: [random.pick(["default/sleep", "team-b/reader"])] }],
    [1, { ipBlocks: [random.pick(["10.45.0.0/16", "10.45.0.2", "192.0.2.0/24"])] }],
  );
}

/** Mostly on server names, in the forms that a condition takes: exact, with a star in front or at the end, a star alone. */
function condition(random: Random, focus: Focus): object {
  const values = [OUTER_NAME, ...focus.hosts, "en.*", "*"];
  const chosen = random.some(values, random.weighted([3, 1], [1, 2]));
  const sni = { key: "connection.sni", [random.chance(0.8) ? "values" : "notValues"]: chosen };
  return random.weighted<object>(
    [8, sni],
    [1, { key: "source.namespace", values: [random.pick(["default", "team-b"])] }],
    [1, { key: "source.principal", values: random.some(PRINCIPALS, 1) }],
    [1, { key: "destination.port", values: ["8443"] }],
  );
}

function rule(random: Random, focus: Focus): object {
  const parts = {
    ...maybe("from", random.chance(0.6) ? [{ source: source(random) }] : undefined),
    ...maybe("to", random.chance(0.25) ? [{ operation: operation(random, focus) }] : undefined),
    ...maybe("when", random.chance(0.35) ? [condition(random, focus)] : undefined),
  };
  return Object.keys(parts).length > 0 ? parts : { from: [{ source: source(random) }] };
}

function operation(random: Random, focus: Focus): object {
  const exact = focus.hosts.filter((host) => !isWildcard(host));
  return random.weighted<object>(
    [4, { ports: [random.pick(["8443", "8080", "443"])] }],
    [1, { hosts: [random.pick([...exact, "*.org"])] }],
    [1, { notPorts: ["8080"] }],
    [1, { paths: [random.pick(["/a", "/a*", "/"])] }],
    [1, { methods: [random.pick(["GET", "POST"])] }],
  );
}

export function authorizationPolicy(random: Random, focus: Focus, name: string): Resource {
  const selector = random.weighted<object | undefined>(
    [6, { matchLabels: { istio: "egressgateway" } }],
    [2, undefined],
    [1, { matchLabels: { istio: "othergateway" } }],
  );
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name, namespace: random.weighted([8, GATEWAY_NAMESPACE], [1, "default"]) },
    spec: {
      ...maybe("selector", selector),
      action: random.weighted([12, "ALLOW"], [6, "DENY"], [1, "AUDIT"]),
      rules: Array.from({ length: random.weighted([1, 0], [8, 1], [2, 2]) }, () => rule(random, focus)),
    },
  };
}
