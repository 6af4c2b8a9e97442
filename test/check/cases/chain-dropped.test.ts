import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../../scripts/schemas/compile.mjs";
import { said } from "./said.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

/** A service on port 8443 that has no name to be told apart by, unless `more` says otherwise. */
const service = (name: string, more: string, port = "{ number: 8443, name: tcp, protocol: TCP }") => `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: ${name}
  namespace: default
  labels: { networking.istio.io/enable-autoallocate-ip: "false" }
spec:
  hosts: [${name}.example.org]
  location: MESH_EXTERNAL
  exportTo: ["."]
  ports: [${port}]
  ${more}
`;
const originate = (name: string) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: ${name}, namespace: default }
spec:
  host: ${name}.example.org
  exportTo: ["."]
  trafficPolicy: { tls: { mode: SIMPLE, sni: ${name}.example.org } }
`;
const dns = "resolution: DNS";
const none = "resolution: NONE";
const at = (address: string) => `resolution: STATIC\n  endpoints: [{ address: ${address} }]`;

describe("two services on one port", () => {
  test.each([
    ["both by DNS", [service("a", dns), service("b", dns)], ["b.example.org"]],
    ["three by DNS", [service("a", dns), service("b", dns), service("c", dns)], ["b.example.org", "c.example.org"]],
    ["an address fixed, another by DNS", [service("a", at("203.0.113.1")), service("b", dns)], ["b.example.org"]],
    ["the first passes on, the second does not", [service("a", none), service("b", dns)], ["b.example.org"]],
    ["the second passes on, the first does not", [service("a", dns), service("b", none)], ["b.example.org"]],
    // Where a connection goes is the client's choice in both.
    ["both pass on", [service("a", none), service("b", none)], []],
    ["both pass on, one in TLS", [service("a", none), service("b", none), originate("a")], ["b.example.org"]],
    [
      "both pass on, the dropped one in TLS",
      [service("a", none), service("b", none), originate("b")],
      ["b.example.org"],
    ],
    // A gateway's pods alone have use for them.
    ["the second at loopback", [service("a", dns), service("b", at("127.0.0.1"))], []],
    ["the first at loopback", [service("a", at("127.0.0.1")), service("b", dns)], ["b.example.org"]],
    [
      "with an address each",
      [service("a", `${dns}\n  addresses: [240.0.0.1]`), service("b", `${dns}\n  addresses: [240.0.0.2]`)],
      [],
    ],
    [
      "with the same address",
      [service("a", `${dns}\n  addresses: [240.0.0.1]`), service("b", `${dns}\n  addresses: [240.0.0.1]`)],
      ["b.example.org"],
    ],
    ["by TLS", ["a", "b"].map((name) => service(name, dns, "{ number: 8443, name: tls, protocol: TLS }")), []],
    ["on other ports", [service("a", dns), service("b", dns, "{ number: 8444, name: tcp, protocol: TCP }")], []],
  ])("%s", async (_words, manifests, lost) => {
    const found = await said(manifests.join(""), "chain-dropped");
    expect(found.map((one) => /^hosts: \[(.*)\] →/.exec(one)?.[1])).toEqual(lost);
    for (const one of found) {
      expect(one).toContain("on port 8443, the sidecars of namespace default send this to a.example.org");
    }
  });
});
