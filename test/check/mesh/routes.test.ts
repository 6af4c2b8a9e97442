import { describe, expect, test } from "vitest";
import type { CheckedMesh } from "../../../src/check/mesh/checked-mesh.ts";
import { clusterOfLeg, portsOfLeg, serviceOfLeg } from "../../../src/check/mesh/leg-ports.ts";
import { clientProxy, gatewaysByPods } from "../../../src/check/mesh/route-legs.ts";
import { all, ENTRY, GATEWAY, GATEWAY_HOST, object, routes, SERVICE } from "./manifests.ts";

describe("the destinations of routes", () => {
  const shown = (mesh: CheckedMesh) =>
    mesh.legs.map(({ proxy, host, gateway, port }) => `${proxy.name} of ${gateway} to ${host} ${port}`);

  test("by whom each is taken", () => {
    const mesh = all(GATEWAY, SERVICE, routes());
    expect(shown(mesh)).toEqual([
      `workloads of default of mesh to ${GATEWAY_HOST} 443`,
      "istio-system/istio-egressgateway of istio-system/egress to en.wikipedia.org undefined",
    ]);
    expect(mesh.legs[0]).toMatchObject({
      sniHosts: ["en.wikipedia.org"],
      listenPorts: [443],
      subset: "",
      certain: true,
    });
    expect(mesh.legs[0]?.ref.path).toEqual(["spec", "tls", 0, "route", 0, "destination"]);
  });

  test("are those of any workload of the namespace", () => {
    expect(clientProxy("team")).toEqual({
      kind: "sidecar",
      namespace: "team",
      name: "workloads of team",
      labels: {},
      serviceAccount: "default",
      dnsCapture: false,
    });
  });

  test("of a VirtualService that others are told of", () => {
    expect(shown(all(GATEWAY, SERVICE, routes("\nexportTo: [zoo, .]")))).toEqual([
      `workloads of default of mesh to ${GATEWAY_HOST} 443`,
      `workloads of zoo of mesh to ${GATEWAY_HOST} 443`,
    ]);
    expect(shown(all(GATEWAY, SERVICE, routes('\nexportTo: ["~"]')))).toEqual([]);
  });

  test("of a gateway that nothing is known of, whoever is told of them", () => {
    expect(
      shown(
        all(
          GATEWAY,
          object(
            "VirtualService",
            "only",
            `hosts: [a.example.org]
gateways: [istio-system/egress]
exportTo: [.]
tls:
- match: [{ port: 443, sniHosts: [a.example.org] }, { gateways: [mesh, istio-system/egress], port: 443, sniHosts: [b.example.org] }]
  route: [{ destination: { host: a.example.org } }]`,
          ),
        ),
      ),
    ).toEqual(["pods with istio=egressgateway of istio-system/egress to a.example.org undefined"]);
  });

  test("have the names and ports of the conditions that are theirs", () => {
    const mesh = all(
      object(
        "VirtualService",
        "tcp",
        `hosts: [db.example.org]
tcp:
- match: [{ port: 5432 }, { gateways: [other], port: 5433 }, { gateways: [other, mesh], port: 5434 }, { port: 5432 }, {}]
  route: [{ destination: { host: db.example.org } }]
- route: [{ destination: { host: db, subset: eu } }]
- {}
http:
- match: [{ gateways: [other] }]
  route: [{ destination: { host: never.example.org } }]`,
      ),
    );
    expect(
      mesh.legs.map(({ protocol, host, subset, sniHosts, listenPorts }) => [
        protocol,
        host,
        subset,
        sniHosts,
        listenPorts,
      ]),
    ).toEqual([
      ["tcp", "db.example.org", "", [], [5432, 5434]],
      ["tcp", "db.default.svc.cluster.local", "eu", [], []],
    ]);
  });

  test("at a Gateway that was not read, nobody takes them", () => {
    expect(shown(all(GATEWAY, SERVICE, routes().replaceAll("istio-system/egress", "elsewhere/egress")))).toEqual([
      `workloads of default of mesh to ${GATEWAY_HOST} 443`,
    ]);
  });

  test("each Gateway has its pods", () => {
    const other = GATEWAY.replace("name: egress", "name: second");
    const mesh = all(GATEWAY, other, SERVICE);
    expect([...gatewaysByPods(mesh)].map(([name, pods]) => [name, pods.map(({ proxy }) => proxy.name)])).toEqual([
      ["istio-system/egress", ["istio-system/istio-egressgateway"]],
      ["istio-system/second", ["istio-system/istio-egressgateway"]],
    ]);
  });
});

describe("the ports that a route sends to", () => {
  const portsOf = (destination: string, ...more: readonly string[]) => {
    const mesh = all(
      object(
        "VirtualService",
        "v",
        `hosts: [a.example.org]
tcp:
- match: [{ port: 9000 }, { port: 9001 }]
  route: [{ destination: ${destination} }]`,
      ),
      ...more,
    );
    const [leg] = mesh.legs;
    return leg && portsOfLeg(leg, mesh);
  };
  const entry = (ports: readonly number[]) =>
    object(
      "ServiceEntry",
      "a",
      `hosts: [a.example.org]\nports: [${ports.map((port) => `{ number: ${port}, name: tcp-${port}, protocol: TCP }`).join(", ")}]\nresolution: DNS`,
    );

  test.each([
    ["the one that is named", "{ host: a.example.org, port: { number: 443 } }", [entry([80])], [443]],
    ["the only one", "{ host: a.example.org }", [entry([80])], [80]],
    ["of several, those that came in", "{ host: a.example.org }", [entry([80, 443])], [9000, 9001]],
    ["of nothing known, those that came in", "{ host: a.example.org }", [], [9000, 9001]],
  ])("%s", (_what, destination, more, ports) => {
    expect(portsOf(destination, ...more)).toEqual(ports);
  });

  test("gateways see what is exported to them, sidecars what they are told to send to", () => {
    const own = `${ENTRY}  exportTo: [.]\n`;
    const mesh = all(GATEWAY, SERVICE, routes(), own, own.replace("namespace: default", "namespace: istio-system"));
    const [sidecars, gateway] = mesh.legs;
    if (sidecars === undefined || gateway === undefined) throw new Error("no legs");
    expect(serviceOfLeg(gateway, mesh)?.namespace).toBe("istio-system");
    const host = "en.wikipedia.org";
    expect(serviceOfLeg({ ...sidecars, host }, mesh)?.namespace).toBe("default");
    expect(clusterOfLeg(gateway, 443, "", mesh)?.name).toBe("outbound|443||en.wikipedia.org");
    expect(clusterOfLeg(gateway, 444, "", mesh)).toBeUndefined();
  });

  test("of two namespaces' services a gateway sees the first, a sidecar its own", () => {
    const theirs = ENTRY.replace("namespace: default", "namespace: aaa");
    const mesh = all(GATEWAY, SERVICE, routes(), theirs, ENTRY);
    const [sidecars, gateway] = mesh.legs;
    if (sidecars === undefined || gateway === undefined) throw new Error("no legs");
    const inDefault = { ...gateway.proxy, namespace: "default" };
    expect(serviceOfLeg({ ...gateway, proxy: inDefault }, mesh)?.namespace).toBe("aaa");
    expect(serviceOfLeg({ ...sidecars, host: "en.wikipedia.org" }, mesh)?.namespace).toBe("default");
  });
});
