import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityOf, orderResources } from "../../src/output/order.ts";
import { PARTS, type Resource } from "../../src/resources/resource.ts";
import { resource } from "./resource-fixture.ts";

const identities = (resources: readonly Resource[]): string[] => resources.map(({ manifest }) => identityOf(manifest));

describe("orderResources", () => {
  it("puts what receives traffic before what sends it there, and what closes other ways last", () => {
    const mixed = [
      resource({ part: "harden", kind: "NetworkPolicy", apiVersion: "networking.k8s.io/v1" }),
      resource({ part: "client", kind: "VirtualService" }),
      resource({ part: "client", kind: "ServiceEntry" }),
      resource({ part: "client", kind: "DestinationRule" }),
      resource({ part: "gateway", kind: "VirtualService", namespace: "istio-system" }),
      resource({ part: "gateway", kind: "Gateway", namespace: "istio-system" }),
      resource({
        part: "gateway",
        kind: "AuthorizationPolicy",
        apiVersion: "security.istio.io/v1",
        namespace: "istio-system",
      }),
      resource({
        part: "gateway",
        kind: "EnvoyFilter",
        apiVersion: "networking.istio.io/v1alpha3",
        namespace: "istio-system",
      }),
      resource({ part: "install", kind: "Deployment", apiVersion: "apps/v1", namespace: "istio-system" }),
      resource({ part: "install", kind: "ConfigMap", apiVersion: "v1", namespace: "istio-system" }),
      resource({ part: "install", kind: "ServiceAccount", apiVersion: "v1", namespace: "istio-system" }),
    ];
    expect(orderResources(mixed).map(({ part, manifest }) => `${part} ${manifest.kind}`)).toEqual([
      "install ServiceAccount",
      "install ConfigMap",
      "install Deployment",
      "gateway AuthorizationPolicy",
      "gateway EnvoyFilter",
      "gateway Gateway",
      "gateway VirtualService",
      "client DestinationRule",
      "client VirtualService",
      "client ServiceEntry",
      "harden NetworkPolicy",
    ]);
  });

  it("sorts by namespace, then name, in code point order whatever the locale", () => {
    const given = [
      resource({ namespace: "b", name: "a" }),
      resource({ namespace: "a", name: "b" }),
      resource({ namespace: "a", name: "a-z" }),
      resource({ namespace: "a", name: "a" }),
      resource({ name: "z" }),
    ];
    expect(identities(orderResources(given)).map((identity) => identity.split(" ").at(-1))).toEqual([
      "z",
      "a/a",
      "a/a-z",
      "a/b",
      "b/a",
    ]);
  });

  it("puts the Gateway API's Gateway, where traffic will go, before the ServiceEntry that names it", () => {
    const waypoint = resource({ kind: "Gateway", apiVersion: "gateway.networking.k8s.io/v1" });
    expect(orderResources([resource({ kind: "ServiceEntry" }), waypoint])[0]).toBe(waypoint);
  });

  it("keeps once what is given twice with the same content, in the earlier part", () => {
    const late = resource({ part: "client", spec: { a: 1, b: 2 } });
    const early = resource({ part: "gateway", spec: { b: 2, a: 1 } });
    expect(orderResources([late, early])).toEqual([early]);
  });

  it("keeps apart what only looks the same: another group, another namespace", () => {
    const all = [
      resource({ kind: "Gateway" }),
      resource({ kind: "Gateway", apiVersion: "gateway.networking.k8s.io/v1" }),
      resource({ kind: "Gateway", namespace: "other" }),
    ];
    expect(orderResources(all)).toHaveLength(3);
  });

  it("refuses two different resources of one identity, also in different API versions", () => {
    expect(() => orderResources([resource({ spec: { a: 1 } }), resource({ spec: { a: 2 } })])).toThrow(/two different/);
    const older = resource({ apiVersion: "networking.istio.io/v1beta1" });
    expect(() => orderResources([resource({}), older])).toThrow(/ServiceEntry wikipedia/);
  });

  it("gives the same order whatever the order was", () => {
    const pool = PARTS.flatMap((part, index) =>
      ["ServiceEntry", "VirtualService", "Unheard", "Gateway"].map((kind) =>
        resource({ part, kind, name: `n${index}`, namespace: `ns${index % 2}` }),
      ),
    );
    const expected = orderResources(pool);
    fc.assert(
      fc.property(fc.shuffledSubarray(pool, { minLength: pool.length }), (shuffled) => {
        expect(orderResources(shuffled)).toEqual(expected);
      }),
    );
  });
});
