import type { DroppedChain, HttpFilter, Listener, NetworkFilter, RouteConfiguration } from "../envoy/listener.ts";
import { type ChainDraft, conflictKey, matchesAll, PLAINTEXT_HTTP, toChain } from "./chain.ts";
import { BLACK_HOLE, PASSTHROUGH } from "./cluster-names.ts";
import { HostIndex } from "./host-index.ts";
import { isWildcard } from "./host-name.ts";
import { outboundRoutes } from "./http-routes.ts";
import { listenerKind } from "./protocol.ts";
import type { MeshProxy } from "./proxy.ts";
import { listenAddress, type MeshService, type ServicePort } from "./service.ts";
import type { EgressScope, SidecarScope } from "./sidecar-scope.ts";
import { tcpChains } from "./tcp-chains.ts";
import { type OutboundPort, tcpProxy, tlsChains } from "./tls-chains.ts";
import type { MeshVirtualService } from "./virtual-services.ts";

const SAME_MATCH = "an older service has the same names on this port; istiod keeps the first";

/** Envoy's name for every address. */
export const ANY_ADDRESS = "0.0.0.0";

interface Entry {
  readonly bind: string;
  /** No service that comes later adds to it: a Sidecar has a listener of its own for the port. */
  locked: boolean;
  kind: "http" | "tcp" | "auto";
  chains: ChainDraft[];
  readonly keys: Map<string, ChainDraft>;
  readonly dropped: DroppedChain[];
}

/**
 * The listeners that captured traffic to a port can meet, by the address that they bind to.
 *
 * Source: istio pilot/pkg/networking/core/listener.go, buildSidecarOutboundListeners.
 */
export function outboundListeners(
  proxy: MeshProxy,
  scope: SidecarScope,
  port: number,
  meshDomain: string,
): ReadonlyMap<string, Listener> {
  const entries = new Map<string, Entry>();
  for (const listener of scope.listeners) {
    if (listener.bindsToPort) continue;
    if (listener.port !== undefined && listener.port.number !== port) continue;
    if (listener.port === undefined) for (const entry of entries.values()) entry.locked = true;
    addServices(listener, { proxy, scope, port, meshDomain, entries });
  }
  return new Map([...entries].map(([bind, entry]) => [bind, finish(entry, scope, port)]));
}

interface Context {
  readonly proxy: MeshProxy;
  readonly scope: SidecarScope;
  readonly port: number;
  readonly meshDomain: string;
  readonly entries: Map<string, Entry>;
}

function addServices(listener: EgressScope, context: Context): void {
  const index = new HostIndex<MeshVirtualService>();
  for (const virtualService of listener.virtualServices) index.add(virtualService, virtualService.hosts);
  for (const service of listener.services) {
    for (const servicePort of service.ports) {
      if (listener.port === undefined && servicePort.number !== context.port) continue;
      const port = listener.port === undefined ? servicePort : { ...servicePort, number: context.port };
      addPort(service, port, listener, index, context);
      if (listener.port !== undefined) break;
    }
  }
}

/** Adds one service's chains to the listener of its address, as istiod resolves conflicts: the first of equals stays. */
function addPort(
  service: MeshService,
  port: ServicePort,
  listener: EgressScope,
  index: HostIndex<MeshVirtualService>,
  { proxy, scope, meshDomain, entries }: Context,
): void {
  const kind = listenerKind(port.protocol);
  if (kind === "none") return;
  const address = listenAddress(service, proxy.dnsCapture);
  const isRange = address.includes("/");
  const bind = kind === "http" || address === "" || isRange ? ANY_ADDRESS : address;
  const current = entries.get(bind);
  if (current?.locked || (kind !== "http" && hasListenersOfItsPods(service, address))) return;
  const outbound: OutboundPort = {
    proxy,
    service,
    port,
    ranges: isRange ? [address] : [],
    virtualServices: kind === "http" ? [] : index.overlapping(service.hostname),
    services: scope.services,
    meshDomain,
  };
  const http = () => httpChain(outbound, kind === "auto" && bind !== ANY_ADDRESS, listener, scope);
  if (kind === "http") {
    if (current !== undefined && current.kind !== "tcp") return;
    add(entries, bind, [http()], "auto", current);
    return;
  }
  if (kind === "auto" && current?.kind === "auto") return;
  const tcp = [...tlsChains(outbound), ...tcpChains(outbound)];
  add(
    entries,
    bind,
    kind === "auto" ? [...tcp, http()] : tcp,
    kind === "auto" || current?.kind === "auto" ? "auto" : "tcp",
    current,
  );
}

/** A headless Service has no listener for every address, but one for each of its pods, which egress never meets. */
function hasListenersOfItsPods(service: MeshService, address: string): boolean {
  return (
    service.resolution === "none" &&
    address === "" &&
    (service.registry === "kubernetes" || service.selector !== undefined)
  );
}

function add(
  entries: Map<string, Entry>,
  bind: string,
  chains: readonly ChainDraft[],
  kind: Entry["kind"],
  current: Entry | undefined,
): void {
  const entry = current ?? { bind, locked: false, kind, chains: [], keys: new Map<string, ChainDraft>(), dropped: [] };
  for (const chain of chains) {
    const key = conflictKey(chain);
    // Chains of one service are not held against each other; of another service's, the first stays.
    const first = entry.keys.get(key);
    if (current !== undefined && first !== undefined) {
      // A rule that covers many services comes with each of them: it does not lose against itself.
      if (!isSameRule(first, chain))
        entry.dropped.push({ serverNames: chain.sniHosts, says: SAME_MATCH, ref: chain.ref });
      continue;
    }
    entry.chains.push(chain);
    entry.keys.set(key, chain);
  }
  entry.kind = kind;
  entries.set(bind, entry);
}

function isSameRule({ ref }: ChainDraft, other: ChainDraft): boolean {
  if (ref === undefined || ref.object !== other.ref?.object) return false;
  const { path } = other.ref;
  return ref.path.length === path.length && ref.path.every((step, index) => step === path[index]);
}

/** Plain HTTP, told apart by its first bytes. The service that brings the listener about also decides its filters. */
function httpChain(
  { proxy, service, port, meshDomain }: OutboundPort,
  forItself: boolean,
  listener: EgressScope,
  scope: SidecarScope,
): ChainDraft {
  let routes: RouteConfiguration | undefined;
  const filters: HttpFilter[] =
    service.resolution === "dynamic-dns" && isWildcard(service.hostname)
      ? [{ kind: "dynamic-forward-proxy", savesAddress: false, dropsAnswers: [], ref: service.ref }]
      : [];
  const http: NetworkFilter = {
    kind: "http",
    routes: () => {
      routes ??= outboundRoutes(
        proxy,
        routesListener(port.number, scope) ?? listener,
        scope,
        port.number,
        meshDomain,
        forItself ? service : undefined,
      );
      return routes;
    },
    httpFilters: filters,
    stripsPort: false,
  };
  return {
    sniHosts: [],
    destinationRanges: [],
    transport: "raw_buffer",
    applicationProtocols: PLAINTEXT_HTTP,
    filters: [http],
    ref: service.ref,
    service: service.ref,
  };
}

/**
 * Routes are asked for by port alone: a Sidecar's listener for that port gives them, also to a filter chain that its catch-all has brought
 * about.
 *
 * Source: istio pilot/pkg/model/sidecar.go, GetEgressListenerForRDS.
 */
function routesListener(number: number, { listeners }: SidecarScope): EgressScope | undefined {
  return listeners.find(({ port }) => port === undefined || port.number === number);
}

function finish(entry: Entry, scope: SidecarScope, port: number): Listener {
  const all = entry.chains.map((draft) => ({ draft, chain: toChain(draft) }));
  const specific = all.filter(({ draft }) => !matchesAll(draft)).map(({ chain }) => chain);
  // The last of those that match everything.
  const catchAll = all.findLast(({ draft }) => matchesAll(draft))?.chain;
  const alone = specific.length === 0 && catchAll !== undefined;
  return {
    name: `${entry.bind}_${port}`,
    bind: entry.bind,
    port,
    chains: alone ? [catchAll] : specific,
    defaultChain: alone ? undefined : (catchAll ?? fallthroughChain(scope)),
    inspectsTls: entry.chains.some(
      ({ sniHosts, filters }) =>
        sniHosts.length > 0 || filters.some(({ kind }) => kind === "sni-dynamic-forward-proxy"),
    ),
    inspectsHttp: entry.chains.some(({ applicationProtocols }) => applicationProtocols.length > 0),
    fault: undefined,
    dropped: entry.dropped,
  };
}

/** Where everything goes that no chain of a listener, or no listener, is for. */
export function fallthroughChain({ outbound }: SidecarScope): Listener["chains"][number] {
  const cluster = outbound.mode === "ALLOW_ANY" ? PASSTHROUGH : BLACK_HOLE;
  return {
    match: { serverNames: [], prefixRanges: [], transport: "", applicationProtocols: [] },
    terminates: undefined,
    filters: [tcpProxy([{ name: cluster, weight: 0, ref: outbound.ref }])],
    ref: outbound.ref,
    service: undefined,
  };
}
