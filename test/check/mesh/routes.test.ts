import { describe, expect, test } from "vitest";
import { gatewayLegs } from "../../../src/check/mesh/gateway-legs.ts";
import { clusterOfLeg, portsOfLeg, serviceOfLeg } from "../../../src/check/mesh/leg-ports.ts";
import { clientProxy, gatewaysByPods } from "../../../src/check/mesh/route-legs.ts";
import { boundByGateway, boundTo, fitsServer, servedPorts } from "../../../src/check/mesh/served-listeners.ts";
import { meshOf } from "./mesh-of.ts";

const object = (kind: string, name: string, spec: string, namespace = "default") => `
apiVersion: ${kind === "Service" ? "v1" : "networking.istio.io/v1"}
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  ${spec.split("\n").join("\n  ")}
`;
const all = (...manifests: readonly string[]) => meshOf(manifests.join("---\n"));

const GATEWAY = object(
  "Gateway",
  "egress",
  `selector: { istio: egressgateway }
servers:
- { port: { number: 443, name: tls, protocol: TLS }, hosts: ["*"], tls: { mode: PASSTHROUGH } }
- { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.example.org"] }`,
  "istio-system",
);
const SERVICE = object(
  "Service",
  "istio-egressgateway",
  `selector: { istio: egressgateway }
ports:
- { name: tls, port: 443, targetPort: 8443 }
- { name: http2, port: 80, targetPort: 8080 }`,
  "istio-system",
);
const GATEWAY_HOST = "istio-egressgateway.istio-system.svc.cluster.local";

/** Sidecars go by the gateway, and the gateway goes outside. */
const routes = (more = "", { name = "via", namespace = "default" } = {}) =>
  object(
    "VirtualService",
    name,
    `hosts: [en.wikipedia.org]
gateways: [mesh, istio-system/egress]
tls:
- match: [{ gateways: [mesh], port: 443, sniHosts: [en.wikipedia.org] }]
  route: [{ destination: { host: ${GATEWAY_HOST}, port: { number: 443 } } }]
- match: [{ gateways: [istio-system/egress], port: 443, sniHosts: [en.wikipedia.org] }]
  route: [{ destination: { host: en.wikipedia.org } }]${more}`,
    namespace,
  );
const ENTRY = object(
  "ServiceEntry",
  "wikipedia",
  "hosts: [en.wikipedia.org]\nports: [{ number: 443, name: tls, protocol: TLS }]\nresolution: DNS",
);

describe("the destinations of routes", () => {
  const shown = (mesh: ReturnType<typeof meshOf>) =>
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

describe("the ways of sidecars to a gateway", () => {
  const ways = (...manifests: readonly string[]) =>
    [...gatewayLegs(all(...manifests))].map(
      ({ leg, tls, served }) => `${leg.proxy.name} to ${served.pods.proxy.name} ${served.port} ${tls?.mode ?? "plain"}`,
    );
  const mutual = object(
    "DestinationRule",
    "egress",
    `host: ${GATEWAY_HOST}\ntrafficPolicy: { tls: { mode: ISTIO_MUTUAL, sni: en.wikipedia.org } }`,
  );
  const found = "workloads of default to istio-system/istio-egressgateway 8443 plain";

  test("end at the listener of its pods", () => {
    expect(ways(GATEWAY, SERVICE, routes(), ENTRY)).toEqual([found]);
    expect(ways(GATEWAY, SERVICE, routes(), mutual)).toEqual([found.replace("plain", "ISTIO_MUTUAL")]);
  });

  test("of its namespace and with the labels of its Service", () => {
    const pod = (name: string, labels: string, namespace: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }
spec: { containers: [{ name: istio-proxy }] }
`;
    const other = GATEWAY.replaceAll("egressgateway", "other").replace("name: egress", "name: other");
    const mine = pod("mine", "{ istio: egressgateway }", "istio-system");
    const pods = [
      mine,
      pod("elsewhere", "{ istio: egressgateway }", "team"),
      pod("other", "{ istio: other }", "istio-system"),
    ];
    const there = SERVICE.replace("namespace: istio-system", "namespace: team");
    expect(ways(GATEWAY, other, SERVICE, there, ...pods, routes())).toEqual([
      "workloads of default to istio-system/mine 8443 plain",
    ]);
  });

  test("end nowhere where no listener is known", () => {
    // A gateway of which only its Gateway speaks.
    expect(ways(GATEWAY.replaceAll("egressgateway", "way-out"), SERVICE, routes())).toEqual([]);
    // A Service that no Gateway has a server for.
    expect(ways(GATEWAY, SERVICE, routes().replace("number: 443 }", "number: 15443 }"))).toEqual([]);
    // A Service without pods.
    expect(ways(GATEWAY, SERVICE.replace("  selector: { istio: egressgateway }\n", ""), routes())).toEqual([]);
    // No Service, and no port.
    expect(ways(GATEWAY, routes().replace(GATEWAY_HOST, "nothing.example.org"))).toEqual([]);
    expect(
      ways(GATEWAY, SERVICE, routes().replace(", port: { number: 443 } } }", " } }").replace("port: 443, ", "")),
    ).toEqual([]);
  });

  test("by a cluster that an EnvoyFilter changes are not known", () => {
    const filter = object(
      "EnvoyFilter",
      "way",
      `configPatches:
- applyTo: CLUSTER
  match: { context: SIDECAR_OUTBOUND }
  patch: { operation: MERGE, value: { connect_timeout: 1s } }`,
    );
    expect(ways(GATEWAY, SERVICE, routes(), filter)).toEqual([]);
    const inGateway = filter
      .replace("SIDECAR_OUTBOUND", "GATEWAY")
      .replace("namespace: default", "namespace: istio-system");
    expect(ways(GATEWAY, SERVICE, routes(), inGateway)).toEqual([found]);
  });

  test("into a listener that an EnvoyFilter changes are not known", () => {
    const filter = object(
      "EnvoyFilter",
      "listener",
      `configPatches:
- applyTo: LISTENER
  match: { context: GATEWAY }
  patch: { operation: MERGE, value: { enable_reuse_port: false } }`,
      "istio-system",
    );
    expect(ways(GATEWAY, SERVICE, routes(), filter)).toEqual([]);
  });

  test("a destination outside is none", () => {
    const entry = object(
      "ServiceEntry",
      "by-labels",
      `hosts: [${GATEWAY_HOST.replace(".svc.cluster.local", ".example")}]
ports: [{ number: 443, name: tls, protocol: TLS, targetPort: 8443 }]
resolution: STATIC
workloadSelector: { labels: { istio: egressgateway } }`,
      "istio-system",
    );
    const to = routes().replace(GATEWAY_HOST, GATEWAY_HOST.replace(".svc.cluster.local", ".example"));
    expect(ways(GATEWAY, SERVICE, entry, to)).toEqual([]);
  });

  test("the routes of another gateway are none", () => {
    const own = routes().replaceAll("gateways: [mesh]", "gateways: [istio-system/egress]");
    expect(ways(GATEWAY, SERVICE, own)).toEqual([]);
  });
});

describe("the listeners of a gateway", () => {
  const server = (mesh: ReturnType<typeof meshOf>, port: number) => {
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
