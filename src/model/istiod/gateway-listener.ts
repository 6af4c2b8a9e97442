import type { DroppedChain, FilterChain, Listener, NetworkFilter, TlsTermination } from "../envoy/listener.ts";
import type { FieldRef } from "../world/config-object.ts";
import { seenFrom } from "./exports.ts";
import { gatewayRoutes } from "./gateway-routes.ts";
import { type GatewayServer, type MergedServers, passesThrough, servesHttp } from "./gateway-servers.ts";
import { overlap } from "./host-name.ts";
import { isHttp, parseProtocol } from "./protocol.ts";
import type { MeshProxy } from "./proxy.ts";
import { destinationClusters } from "./route-destination.ts";
import type { MeshService } from "./service.ts";
import { tcpProxy } from "./tls-chains.ts";
import { gatewayName, type MeshVirtualService } from "./virtual-services.ts";

const NO_TCP_RULE =
  "no VirtualService that is bound to it has a tcp rule for the server; tls rules do not count where TLS ends";

/** What a gateway's listeners are made from. */
export interface GatewayContext {
  readonly proxy: MeshProxy;
  readonly port: number;
  readonly merged: MergedServers;
  /** All of the mesh, oldest first. */
  readonly virtualServices: readonly MeshVirtualService[];
  readonly services: ReadonlyMap<string, MeshService>;
  readonly meshDomain: string;
  /** Judges callers, before anything else is done with a connection. */
  readonly authorization: NetworkFilter | undefined;
}

/**
 * The listener of a gateway's pod on one of its ports; without a single filter chain there is none.
 *
 * Source: istio pilot/pkg/networking/core/gateway.go, buildGatewayListeners.
 */
export function gatewayListener(context: GatewayContext): Listener | undefined {
  const { merged, port } = context;
  const chains: FilterChain[] = [];
  const dropped: DroppedChain[] = merged.skipped.map((one) => ({
    serverNames: serverNames(one),
    says: one.says,
    ref: one.ref,
  }));
  const knownNames = new Set<string>();
  const plainHttp = merged.servers.filter(isPlainHttp);
  const [first] = plainHttp;
  if (first !== undefined) chains.push(httpChain(plainHttp, first, context));
  for (const one of merged.servers) {
    if (plainHttp.includes(one)) continue;
    if (servesHttp(one.server)) chains.push(httpChain([one], one, context));
    else if (passesThrough(one.server)) chains.push(...passthroughChains(one, context, knownNames, dropped));
    else {
      const chain = tcpChain(one, context);
      if (chain === undefined) dropped.push({ serverNames: serverNames(one), says: NO_TCP_RULE, ref: one.ref });
      else chains.push(chain);
    }
  }
  if (chains.length === 0) return undefined;
  return {
    name: `0.0.0.0_${port}`,
    bind: "0.0.0.0",
    port,
    chains,
    defaultChain: undefined,
    inspectsTls: chains.some(({ match, terminates }) => match.serverNames.length > 0 || terminates !== undefined),
    inspectsHttp: false,
    fault: undefined,
    dropped,
  };
}

/** TLS settings of an HTTP server can only ask for a redirect to HTTPS. */
function isPlainHttp({ server }: GatewayServer): boolean {
  return isHttp(parseProtocol(server.port.protocol));
}

/** What each Gateway's servers ask for, one by one: worked out once for a listener. */
const bound = new WeakMap<GatewayContext, ReadonlyMap<string, readonly MeshVirtualService[]>>();

/** VirtualServices that name a Gateway, in istiod's order. */
export function boundTo(gateway: string, context: GatewayContext): readonly MeshVirtualService[] {
  let byGateway = bound.get(context);
  if (byGateway === undefined) {
    byGateway = byTheirGateways(seenFrom(context.proxy.namespace, context.virtualServices, true));
    bound.set(context, byGateway);
  }
  return byGateway.get(gateway) ?? [];
}

function byTheirGateways(virtualServices: readonly MeshVirtualService[]): Map<string, MeshVirtualService[]> {
  const found = new Map<string, MeshVirtualService[]>();
  for (const one of virtualServices) {
    for (const gateway of new Set(one.gateways)) {
      const known = found.get(gateway);
      if (known === undefined) found.set(gateway, [one]);
      else known.push(one);
    }
  }
  return found;
}

function httpChain(servers: readonly GatewayServer[], first: GatewayServer, context: GatewayContext): FilterChain {
  const http: NetworkFilter = {
    kind: "http",
    routes: () => gatewayRoutes(servers, context),
    httpFilters: [],
    stripsPort: false,
  };
  const rbac = context.authorization?.kind === "rbac" ? [context.authorization] : [];
  return {
    match: matchOf(isPlainHttp(first) ? [] : serverNames(first)),
    terminates: terminationOf(first),
    filters: [{ ...http, httpFilters: rbac }],
    ref: { ...first.ref, path: [...first.ref.path, "hosts"] },
    service: undefined,
  };
}

/** Of the first VirtualService that overlaps the server's hosts: its first `tcp` rule for the port. */
function tcpChain(one: GatewayServer, context: GatewayContext): FilterChain | undefined {
  for (const virtualService of boundTo(one.gateway, context)) {
    if (!concerns(virtualService, one)) continue;
    const { spec, object, namespace } = virtualService;
    for (const [index, { match, route }] of (spec.tcp ?? []).entries()) {
      const fits = (match ?? []).length === 0 || (match ?? []).some((rule) => matchesServer(rule, one, namespace));
      if (!fits || route === undefined || route.length === 0) continue;
      return {
        match: matchOf(one.server.tls === undefined ? [] : serverNames(one)),
        terminates: terminationOf(one),
        filters: filters(context, destinations(route, { object, path: ["spec", "tcp", index, "route"] }, one, context)),
        ref: { ...one.ref, path: [...one.ref.path, "hosts"] },
        service: undefined,
      };
    }
  }
  return undefined;
}

/** A chain for each `tls` match of each VirtualService: their names decide, not the server's. */
function passthroughChains(
  one: GatewayServer,
  context: GatewayContext,
  known: Set<string>,
  dropped: DroppedChain[],
): FilterChain[] {
  const chains: FilterChain[] = [];
  for (const virtualService of boundTo(one.gateway, context)) {
    if (!concerns(virtualService, one)) continue;
    const { spec, object, namespace } = virtualService;
    for (const [block, { match, route }] of (spec.tls ?? []).entries()) {
      if (route === undefined || route.length === 0) continue;
      for (const [index, rule] of (match ?? []).entries()) {
        if (!matchesServer(rule, one, namespace)) continue;
        const ref = { object, path: ["spec", "tls", block, "match", index, "sniHosts"] };
        const repeated = rule.sniHosts.filter((host) => known.has(host));
        if (repeated.length > 0) {
          dropped.push({
            serverNames: rule.sniHosts,
            ref,
            says: `an earlier rule on this port has ${repeated.join(", ")} already`,
          });
          continue;
        }
        for (const host of rule.sniHosts) known.add(host);
        const to = destinations(route, { object, path: ["spec", "tls", block, "route"] }, one, context);
        chains.push({
          match: matchOf(rule.sniHosts),
          terminates: undefined,
          filters: filters(context, to),
          ref,
          service: undefined,
        });
      }
    }
  }
  return chains;
}

function filters({ authorization }: GatewayContext, proxy: NetworkFilter): NetworkFilter[] {
  return authorization === undefined ? [proxy] : [authorization, proxy];
}

function destinations(
  route: Parameters<typeof destinationClusters>[0],
  { object, path }: FieldRef,
  { server }: GatewayServer,
  { services, meshDomain }: GatewayContext,
): NetworkFilter {
  return tcpProxy(destinationClusters(route, object, path, { services, meshDomain, listenPort: server.port.number }));
}

/** Whether a host of the VirtualService and one of the server have a name in common; the namespace must fit where the server gives one. */
export function concerns(virtualService: MeshVirtualService, { hosts }: GatewayServer): boolean {
  return hostsFor(virtualService.namespace, hosts).some((host) =>
    virtualService.hosts.some((other) => overlap(host, other)),
  );
}

export function hostsFor(namespace: string, hosts: readonly string[]): string[] {
  return hosts.flatMap((host) => {
    const [owner = "", name] = host.split("/");
    if (name === undefined) return [host];
    return owner === namespace ? [name] : [];
  });
}

function matchesServer(
  rule: { readonly port?: number; readonly gateways?: readonly string[] },
  { server, gateway }: GatewayServer,
  namespace: string,
): boolean {
  const gateways = rule.gateways ?? [];
  return (
    (!rule.port || rule.port === server.port.number) &&
    (gateways.length === 0 || gateways.some((name) => gatewayName(name, namespace) === gateway))
  );
}

function serverNames({ hosts }: GatewayServer): string[] {
  return [...new Set(hosts.map((host) => host.split("/").at(-1) ?? host))].sort();
}

function matchOf(names: readonly string[]): FilterChain["match"] {
  const serverNames = names.includes("*") ? [] : names.map((name) => name.toLowerCase());
  return { serverNames, prefixRanges: [], transport: "", applicationProtocols: [] };
}

function terminationOf({ server, ref }: GatewayServer): TlsTermination | undefined {
  const mode = server.tls?.mode;
  if (server.tls === undefined || mode === undefined || mode === "PASSTHROUGH" || mode === "AUTO_PASSTHROUGH")
    return undefined;
  return {
    mode,
    requiresClientCertificate: mode === "MUTUAL" || mode === "ISTIO_MUTUAL",
    ref: { ...ref, path: [...ref.path, "tls", "mode"] },
  };
}
