import { describe, expect, test } from "vitest";
import { contestedListeners } from "../../../src/check/mesh/outbound-claims.ts";
import { meshOf } from "./mesh-of.ts";

/** The sidecars' listeners that several manifests want something of: `namespace listener`. */
function contested(...manifests: readonly string[]): string[] {
  return contestedListeners(meshOf(manifests.join("---\n"))).map(
    ({ proxy, port, listener }) => `${proxy.namespace} ${listener.name} ${port}`,
  );
}

const entry = (host: string, { port = 5432, protocol = "TCP", more = "" } = {}) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${host.replace("*.", "all-")}, namespace: default }
spec:
  hosts: ["${host}"]
  ports: [{ number: ${port}, name: p, protocol: ${protocol} }]
  resolution: NONE
  ${more}
`;

const routes = (name: string, match: string, { namespace = "default", more = "" } = {}) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  hosts: [en.wikipedia.org]
  tls:
  - match: ${match}
    route: [{ destination: { host: en.wikipedia.org } }]
  - route: []
  ${more}
`;

const TLS = entry("en.wikipedia.org", { port: 443, protocol: "TLS" });
const SEVERAL = "[{ port: 443, sniHosts: [en.wikipedia.org, de.wikipedia.org] }]";
const PLAIN = "[{ port: 443, sniHosts: [en.wikipedia.org] }]";

describe("services without names", () => {
  test.each([
    ["two on one port", [entry("a.example.org"), entry("b.example.org")], ["default 0.0.0.0_5432 5432"]],
    ["one alone", [entry("a.example.org")], []],
    ["two on two ports", [entry("a.example.org"), entry("b.example.org", { port: 5433 })], []],
    ["both have names", [TLS, entry("de.wikipedia.org", { port: 443, protocol: "TLS" })], []],
    [
      "UDP beside TLS",
      [TLS, ...["a", "b"].map((name) => entry(`${name}.example.org`, { port: 443, protocol: "UDP" }))],
      [],
    ],
    [
      "two ports, each twice",
      [5432, 3306].flatMap((port) => ["a", "b"].map((name) => entry(`${name}.p${port}.example.org`, { port }))),
      ["default 0.0.0.0_3306 3306", "default 0.0.0.0_5432 5432"],
    ],
  ])("%s", (_what, manifests, listeners) => {
    expect(contested(...manifests).sort()).toEqual(listeners);
  });

  test.each([
    [["10.0.0.1"], ["10.0.0.1"], ["default 10.0.0.1_5432 5432"]],
    [["10.0.0.1"], ["10.0.0.2"], []],
    [["10.0.0.0/24"], ["10.1.0.0/24"], ["default 0.0.0.0_5432 5432"]],
    [["10.0.0.1"], ["10.0.0.0/24"], []],
    [[], ["10.0.0.0/24"], ["default 0.0.0.0_5432 5432"]],
    [[], ["10.0.0.1"], []],
  ])("at the addresses %j and %j", (one, other, listeners) => {
    const at = (addresses: readonly string[]) => ({ more: `addresses: [${addresses.join()}]` });
    expect(contested(entry("a.example.org", at(one)), entry("b.example.org", at(other)))).toEqual(listeners);
  });

  test("what nobody sees is in nobody's way", () => {
    const hidden = { more: 'exportTo: ["~"]' };
    expect(contested(entry("a.example.org", hidden), entry("b.example.org", hidden))).toEqual([]);
  });

  test("each namespace that is named, once, in order", () => {
    const named = { more: "exportTo: [zoo, alpha]" };
    const names = ["a", "b", "c"].map((name) => entry(`${name}.example.org`, named));
    expect(contested(...names)).toEqual(["alpha 0.0.0.0_5432 5432", "zoo 0.0.0.0_5432 5432"]);
  });
});

describe("server names", () => {
  const found = ["default 0.0.0.0_443 443"];

  test.each([
    ["of two VirtualServices", [TLS, routes("a", PLAIN), routes("b", PLAIN)], found],
    ["several on one port", [TLS, routes("a", SEVERAL), routes("b", SEVERAL)], found],
    ["in other capitals", [TLS, routes("a", PLAIN), routes("b", PLAIN.replace("en.wiki", "EN.Wiki"))], found],
    [
      "without a port: all that speak TLS",
      [TLS, routes("a", PLAIN), routes("b", PLAIN.replace("port: 443, ", ""))],
      found,
    ],
    ["of one match, twice", [TLS, routes("a", "[{ port: 443, sniHosts: [en.wikipedia.org, en.wikipedia.org] }]")], []],
    ["of two matches", [TLS, routes("a", `[${PLAIN.slice(1, -1)}, ${PLAIN.slice(1, -1)}]`)], found],
    ["of one VirtualService", [TLS, routes("a", PLAIN)], []],
    ["that differ", [TLS, routes("a", PLAIN), routes("b", PLAIN.replace("en.wikipedia", "de.wikipedia"))], []],
    [
      "on a port that nothing listens on",
      [TLS, ...["a", "b"].map((name) => routes(name, PLAIN.replace("443", "9443")))],
      [],
    ],
    ["at a gateway", [TLS, ...["a", "b"].map((name) => routes(name, PLAIN, { more: "gateways: [egress]" }))], []],
    [
      "of a VirtualService for nobody",
      [TLS, ...["a", "b"].map((name) => routes(name, PLAIN, { more: 'exportTo: ["~"]' }))],
      [],
    ],
  ])("%s", (_what, manifests, listeners) => {
    expect(contested(...manifests)).toEqual(listeners);
  });

  test.each([
    ["[mesh]", found],
    ["[egress, mesh]", found],
    ["[egress]", []],
  ])("of matches for gateways: %s", (gateways, listeners) => {
    const match = PLAIN.replace("{ port", `{ gateways: ${gateways}, port`);
    const both = ["a", "b"].map((name) => routes(name, match, { more: "gateways: [mesh, egress]" }));
    expect(contested(TLS, ...both)).toEqual(listeners);
  });

  test("of another namespace's VirtualService, told to this one", () => {
    const other = routes("b", PLAIN, { namespace: "platform", more: "exportTo: [default, zoo]" });
    expect(contested(TLS, routes("a", PLAIN), other)).toEqual([...found, "zoo 0.0.0.0_443 443"]);
  });
});
