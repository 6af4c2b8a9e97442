import type { GatewayServers, GatewaySpec } from "../../resources/types/gateway.generated.ts";
import type { ConfigObject, FieldRef } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { byAge } from "./age.ts";
import { isHttp, isTls, parseProtocol } from "./protocol.ts";
import { type MeshProxy, selects } from "./proxy.ts";
import type { MeshService, ServicePort } from "./service.ts";

/** A server of a Gateway that a proxy serves. */
export interface GatewayServer {
  readonly server: GatewayServers;
  /** `host`, or `namespace/host` where only VirtualServices of that namespace may bind. */
  readonly hosts: readonly string[];
  /** `namespace/name` of its Gateway. */
  readonly gateway: string;
  readonly ref: FieldRef;
}

/** A server that istiod leaves out without a word in any status, and why. */
export interface SkippedServer extends GatewayServer {
  readonly says: string;
}

export interface MergedServers {
  readonly servers: readonly GatewayServer[];
  readonly skipped: readonly SkippedServer[];
}

/**
 * The servers that a gateway's pod serves on one of its own ports: of all Gateways that select it, oldest first. What conflicts with an
 * earlier one is left out, whole.
 *
 * Source: istio pilot/pkg/model/gateway.go, mergeGateways.
 */
export function gatewayServers(
  proxy: MeshProxy,
  podPort: number,
  world: World,
  services: readonly MeshService[],
): MergedServers {
  const merger = new Merger();
  for (const gateway of gatewaysOf(proxy, world)) {
    for (const [index, server] of (gateway.spec.servers ?? []).entries()) {
      if (podPortOf(server.port.number, proxy, services) !== podPort) continue;
      merger.add({
        server,
        hosts: server.hosts.map((host) => withNamespace(host.toLowerCase(), gateway.namespace)),
        gateway: `${gateway.namespace}/${gateway.name}`,
        ref: { object: gateway as unknown as ConfigObject, path: ["spec", "servers", index] },
      });
    }
  }
  return merger;
}

/** The Gateways that select a pod. One without selector is everybody's; one of the Gateway API has pods of its own namespace only. */
export function gatewaysOf(proxy: MeshProxy, world: World): ConfigObject<GatewaySpec>[] {
  return byAge(world.of<GatewaySpec>("Gateway")).filter(
    ({ spec, apiVersion, namespace }) =>
      selects(spec.selector, proxy.labels) &&
      (!apiVersion.startsWith("gateway.networking.k8s.io/") || namespace === proxy.namespace),
  );
}

/** A server's port is the Service's; the pod listens on what the Service maps it to, and on the port itself where no Service does. */
export function podPortOf(port: number, proxy: MeshProxy, services: readonly MeshService[]): number {
  for (const service of services) {
    if (service.registry !== "kubernetes" || service.namespace !== proxy.namespace) continue;
    if (service.selector === undefined || !selects(service.selector, proxy.labels)) continue;
    const found = service.ports.find(({ number }) => number === port);
    if (found !== undefined) return targetPortOf(found, proxy);
  }
  return port;
}

/** The port of a pod that a Service's port is mapped to; NaN for a name that none of its containers is known to have. */
export function targetPortOf({ targetPort }: ServicePort, { containerPorts = {} }: MeshProxy): number {
  return typeof targetPort === "number" ? targetPort : (containerPorts[targetPort] ?? Number.NaN);
}

/** `./host` is the own namespace of the Gateway; a star in place of the namespace is everybody. */
function withNamespace(host: string, own: string): string {
  const [namespace = "", name] = host.split("/");
  if (name === undefined || namespace === "*") return name ?? host;
  return `${namespace === "." ? own : namespace}/${name}`;
}

class Merger implements MergedServers {
  readonly servers: GatewayServer[] = [];
  readonly skipped: SkippedServer[] = [];
  /** Protocol of the first server without TLS. */
  private plain: string | undefined;
  private readonly tlsHosts = new Set<string>();
  private readonly httpsRoutes = new Set<string>();

  add(one: GatewayServer): void {
    const problem = this.problemWith(one);
    if (problem === undefined) this.servers.push(one);
    else this.skipped.push({ ...one, says: problem });
  }

  private problemWith({ server, hosts, gateway }: GatewayServer): string | undefined {
    const protocol = parseProtocol(server.port.protocol);
    if (server.tls !== undefined) {
      const bind = server.bind ?? "";
      const known = hosts.filter((host) => this.tlsHosts.has(`${host} ${bind}`));
      if (known.length > 0) return `another server on this port has ${known.join(", ")} already`;
      for (const host of hosts) this.tlsHosts.add(`${host} ${bind}`);
    }
    const encrypted = server.tls !== undefined && !isHttp(protocol);
    const http = servesHttp(server);
    if (this.plain !== undefined) {
      const alike = isHttp(protocol) && isHttp(parseProtocol(this.plain));
      if (!alike) return `an earlier server on this port speaks ${this.plain}, and both cannot be told apart`;
      return undefined;
    }
    if (!encrypted) {
      this.plain = server.port.protocol;
      return undefined;
    }
    if (http) {
      const route = `${server.port.name} ${gateway}`;
      if (this.httpsRoutes.has(route)) return "another server has this port name already";
      this.httpsRoutes.add(route);
    }
    return undefined;
  }
}

/** A server whose traffic the gateway reads as HTTP: plain, or after it has ended TLS. */
export function servesHttp(server: GatewayServers): boolean {
  const protocol = parseProtocol(server.port.protocol);
  return isHttp(protocol) || (protocol === "https" && !passesThrough(server));
}

export function passesThrough({ tls }: GatewayServers): boolean {
  return tls?.mode === undefined ? tls !== undefined : tls.mode === "PASSTHROUGH" || tls.mode === "AUTO_PASSTHROUGH";
}

export function hasTls(server: GatewayServers): boolean {
  return server.tls !== undefined && isTls(parseProtocol(server.port.protocol));
}
