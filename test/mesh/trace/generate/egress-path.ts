import { ORIGINS } from "../../lab/topology.ts";
import type { Random } from "../random.ts";
import { type Focus, GATEWAY_HOST, GATEWAY_NAMESPACE, isWildcard, maybe, type Resource } from "./focus.ts";
import { OUTER_NAME } from "./gateways.ts";
import { serviceEntry } from "./service-entries.ts";

const NETWORKING = "networking.istio.io/v1";

/**
 * A whole way through the egress gateway, as people write it by hand: known to the client, sent to the gateway, let through there, and
 * known there. Each part goes wrong now and then.
 */
export function egressPath(random: Random, focus: Focus, name: string): readonly Resource[] {
  const slip = <T>(right: T, ...wrong: readonly T[]): T => (random.chance(0.07) ? random.pick(wrong) : right);
  const http =
    focus.ports.every((port) => port === 80 || port === 8080) || (focus.ports.includes(80) && random.chance(0.4));
  const port = http ? 80 : 443;
  const mode = http ? "HTTP" : random.weighted([1, "PASSTHROUGH"], [1, "ISTIO_MUTUAL"]);
  const host = random.pick(focus.hosts);
  const other = random.pick(focus.hosts);
  const namespace = random.pick(["default", "default", "team-b"]);
  const outer = random.weighted<string>([3, OUTER_NAME], [1, `${name}.example.com`]);
  const gateway = slip(`${GATEWAY_NAMESPACE}/${name}`, `default/${name}`);
  const subset = mode === "ISTIO_MUTUAL" ? name : undefined;
  const toGateway = {
    destination: {
      host: GATEWAY_HOST,
      port: { number: slip(port, 443, 80) },
      ...maybe("subset", subset && slip(subset, "none")),
    },
  };
  const behind = isWildcard(host)
    ? random.pick(["www.wikipedia.org", "www.example.com"])
    : slip(host, "www.wikipedia.org");
  const outOf = { destination: { host: behind, port: { number: slip(port, 8443, 8080) } } };
  const service = serviceEntry(random, { ...focus, ports: [port], namespaces: [namespace] }, `${name}-client`, [host]);
  return [
    service,
    {
      apiVersion: NETWORKING,
      kind: "VirtualService",
      metadata: { name: `${name}-client`, namespace },
      spec: {
        hosts: [slip(host, other)],
        exportTo: slip(["."], ["*"], ["team-b"]),
        ...(http
          ? {
              http: [
                { ...maybe("match", slip<object[] | undefined>(undefined, [{ port: 8080 }])), route: [toGateway] },
              ],
            }
          : { tls: [{ match: [{ port: slip(443, 8443), sniHosts: [host] }], route: [toGateway] }] }),
      },
    },
    ...(mode === "ISTIO_MUTUAL"
      ? [mutualTls(random, name, namespace, slip(outer, host, "wrong.example.com"), port)]
      : []),
    {
      apiVersion: NETWORKING,
      kind: "Gateway",
      metadata: { name, namespace: GATEWAY_NAMESPACE },
      spec: {
        selector: { istio: slip("egressgateway", "othergateway") },
        servers: [
          {
            port: { number: slip(port, 8443, 8080), name: "server", protocol: http ? "HTTP" : slip("TLS", "HTTPS") },
            hosts: [mode === "ISTIO_MUTUAL" ? slip(outer, "*") : slip(host, other, "*")],
            ...(http ? {} : { tls: { mode } }),
          },
        ],
      },
    },
    {
      apiVersion: NETWORKING,
      kind: "VirtualService",
      metadata: { name: `${name}-gateway`, namespace: GATEWAY_NAMESPACE },
      spec: {
        hosts: [mode === "ISTIO_MUTUAL" ? slip(outer, host) : slip(host, other)],
        gateways: [gateway],
        ...maybe("exportTo", slip<string[] | undefined>(["."], undefined)),
        ...(mode === "HTTP"
          ? { http: [{ route: [outOf] }] }
          : mode === "ISTIO_MUTUAL"
            ? { tcp: [{ match: [{ port: slip(443, 8443) }], route: [outOf] }] }
            : { tls: [{ match: [{ port: slip(443, 8443), sniHosts: [host] }], route: [outOf] }] }),
      },
    },
    behindGateway(random, name, behind, port),
  ];
}

function mutualTls(random: Random, name: string, namespace: string, sni: string, port: number): Resource {
  const tls = { mode: "ISTIO_MUTUAL", sni };
  const trafficPolicy = random.chance(0.5) ? { tls } : { portLevelSettings: [{ port: { number: port }, tls }] };
  return {
    apiVersion: NETWORKING,
    kind: "DestinationRule",
    metadata: { name: `${name}-client`, namespace },
    spec: { host: GATEWAY_HOST, exportTo: ["."], subsets: [{ name, trafficPolicy }] },
  };
}

/** What the gateway knows of the host behind it. */
function behindGateway(random: Random, name: string, host: string, port: number): Resource {
  const resolution = random.weighted([6, "DNS"], [2, "STATIC"], [1, "NONE"]);
  return {
    apiVersion: NETWORKING,
    kind: "ServiceEntry",
    metadata: { name: `${name}-gateway`, namespace: random.chance(0.85) ? GATEWAY_NAMESPACE : "default" },
    spec: {
      hosts: [host],
      ...maybe("exportTo", random.weighted<string[] | undefined>([6, ["."]], [2, undefined], [1, ["default"]])),
      location: "MESH_EXTERNAL",
      ports: [{ number: port, name: "port", protocol: port === 80 ? "HTTP" : "TLS" }],
      resolution,
      ...maybe("endpoints", resolution === "STATIC" ? [{ address: random.pick(Object.values(ORIGINS)) }] : undefined),
    },
  };
}
