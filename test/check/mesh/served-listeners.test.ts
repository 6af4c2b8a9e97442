import { describe, expect, test } from "vitest";
import type { CheckedMesh } from "../../../src/check/mesh/checked-mesh.ts";
import { gatewaysByName } from "../../../src/check/mesh/gateways-by-name.ts";
import { boundByGateway, boundTo, fitsServer, servedPorts } from "../../../src/check/mesh/served-listeners.ts";
import { all, GATEWAY, GATEWAY_HOST, routes, SERVICE } from "./manifests.ts";

describe("the listeners of a gateway", () => {
  const server = (mesh: CheckedMesh, port: number) => {
    const served = servedPorts(mesh).find((one) => one.port === port);
    const [first] = served?.merged.servers ?? [];
    if (served === undefined || first === undefined) throw new Error(`nothing on ${port}`);
    return { served, first };
  };
  const bound = (...manifests: readonly string[]) => {
    const mesh = all(...manifests);
    const { served, first } = server(mesh, 8443);
    return boundTo(first, served.pods, mesh).map(({ name, namespace }) => `${namespace}/${name}`);
  };

  test("Gateways by namespace and name", () => {
    const mesh = all(GATEWAY, GATEWAY.replace("istio-system", "team"));
    expect([...gatewaysByName(mesh)].map(([name, { namespace }]) => [name, namespace])).toEqual([
      ["istio-system/egress", "istio-system"],
      ["team/egress", "team"],
    ]);
  });

  test("each port once, with the listener that is made", () => {
    const mesh = all(GATEWAY, SERVICE, routes());
    expect(servedPorts(mesh).map(({ port, made }) => [port, made?.listener.name])).toEqual([
      [8080, "0.0.0.0_8080"],
      [8443, "0.0.0.0_8443"],
    ]);
  });

  test("VirtualServices that its pods are told of are bound to it", () => {
    const hidden = routes("\nexportTo: [.]", { name: "hidden" });
    const own = routes("\nexportTo: [.]", { name: "own", namespace: "istio-system" });
    const elsewhere = routes("", { name: "elsewhere" }).replaceAll("istio-system/egress", "istio-system/other");
    expect(bound(GATEWAY, SERVICE, routes(), hidden, own, elsewhere)).toEqual(["istio-system/own", "default/via"]);
  });

  test("of pods that nothing is known of, all are", () => {
    const mesh = all(GATEWAY, routes("\nexportTo: [.]").replace(GATEWAY_HOST, "outside.example.org"));
    const { served, first } = server(mesh, 443);
    expect(boundTo(first, served.pods, mesh)).toHaveLength(1);
  });

  test("a VirtualService counts once for a Gateway that it names twice", () => {
    const twice = routes().replace("[mesh, istio-system/egress]", "[istio-system/egress, istio-system/egress]");
    const mesh = all(GATEWAY, SERVICE, twice, routes("", { name: "other" }));
    expect(boundByGateway(mesh, "istio-system/egress").map(({ name }) => name)).toEqual(["other", "via"]);
    expect(boundByGateway(mesh, "istio-system/nothing")).toEqual([]);
  });

  test.each([
    ["no conditions", undefined, true],
    ["an empty list of conditions", [], true],
    ["its port", [{ port: 443 }], true],
    ["no port", [{}], true],
    ["another port", [{ port: 80 }], false],
    ["one of several", [{ port: 80 }, { port: 443 }], true],
    ["its Gateway", [{ gateways: ["istio-system/egress"] }], true],
    ["its Gateway, by its bare name", [{ gateways: ["mesh", "egress"] }], true],
    ["the sidecars alone", [{ gateways: ["mesh"] }], false],
    ["its Gateway and another port", [{ port: 80, gateways: ["egress"] }], false],
    ["its port at another Gateway", [{ port: 443, gateways: ["other/egress"] }], false],
  ])("a rule for %s", (_what, match, fits) => {
    const { first } = server(all(GATEWAY, SERVICE), 8443);
    expect(fitsServer(match, first, "istio-system")).toBe(fits);
  });
});
