import { describe, expect, test } from "vitest";
import { isAtLoopback } from "../../../src/check/mesh/loopback.ts";
import { wildcardsOutside } from "../../../src/check/mesh/wildcard-breadth.ts";
import { meshOf } from "./mesh-of.ts";

const entry = (host: string, more = "resolution: NONE") => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: outside, namespace: egress }
spec:
  hosts: ["${host}"]
  ports: [{ number: 443, name: tls, protocol: TLS }]
  ${more}
`;

describe("how much the wildcards of ServiceEntries open", () => {
  const found = (text: string) => [...wildcardsOutside(meshOf(text))].map(({ breadth }) => breadth);

  test.each([
    ["*.wikipedia.org", ["own"]],
    ["*.com", ["public-suffix"]],
    ["*.co.uk", ["public-suffix"]],
    ["*.github.io", ["multi-tenant"]],
    ["en.wikipedia.org", []],
    ["www.*.wikipedia.org", []],
    // Everything: nothing is below it that a list could tell.
    ["*", []],
    ["*.internal", []],
    ["*.egress.svc.cluster.local", []],
    ["*.internal.example.org", ["own"]],
    ["*.mycorp", ["public-suffix"]],
    ["*wikipedia.org", ["own"]],
  ])("%s: %j", (host, breadths) => {
    expect(found(entry(host))).toEqual(breadths);
  });

  test.each([
    ["that are in the mesh", entry("*.wikipedia.org", "location: MESH_INTERNAL"), []],
    ["that nobody is told of", entry("*.wikipedia.org", 'exportTo: ["~"]'), []],
    ["that one namespace is told of", entry("*.wikipedia.org", "exportTo: [.]"), ["own"]],
    [
      "of a route to a Service that was not read",
      `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v }
spec: { hosts: ["*.wikipedia.org"], tls: [{ route: [{ destination: { host: a.b.svc.cluster.local } }] }] }
`,
      [],
    ],
  ])("%s", (_what, text, breadths) => {
    expect(found(text)).toEqual(breadths);
  });
});

describe("services at loopback", () => {
  test.each([
    [["127.0.0.1"], true],
    [["127.8.8.8", "::1"], true],
    [["127.0.0.1", "10.0.0.1"], false],
    [["::2"], false],
    [["128.0.0.1"], false],
    [["sni-proxy.example.org"], false],
    [[], false],
  ])("%j: %s", (addresses, loopback) => {
    const endpoints = addresses.map((address) => `{ address: "${address}" }`).join(", ");
    const [service] = meshOf(entry("proxy.local", `resolution: STATIC\n  endpoints: [${endpoints}]`)).model.registry
      .services;
    expect(service && isAtLoopback(service)).toBe(loopback);
  });
});
