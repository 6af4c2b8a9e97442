import type { VirtualServiceTlsMatch } from "../../resources/types/virtual-service.generated.ts";
import type { NetworkFilter } from "../envoy/listener.ts";
import type { ChainDraft } from "./chain.ts";
import { clusterName } from "./cluster-names.ts";
import { isWildcard } from "./host-name.ts";
import { isTls } from "./protocol.ts";
import { type MeshProxy, selects } from "./proxy.ts";
import { destinationClusters } from "./route-destination.ts";
import { listenAddress, type MeshService, type ServicePort } from "./service.ts";
import { gatewayName, MESH, type MeshVirtualService } from "./virtual-services.ts";

/** One port of one service, on a proxy's way out. */
export interface OutboundPort {
  readonly proxy: MeshProxy;
  readonly service: MeshService;
  /** The port that is listened on. */
  readonly port: ServicePort;
  /** Set where the listener takes any address and the service has a range. */
  readonly ranges: readonly string[];
  /** VirtualServices with a host that overlaps the service's, in istiod's order. */
  readonly virtualServices: readonly MeshVirtualService[];
  readonly services: ReadonlyMap<string, MeshService>;
  readonly meshDomain: string;
}

/**
 * The filter chains of a TLS port: those of all VirtualServices that match, and only without any the service's own.
 *
 * Source: istio pilot/pkg/networking/core/tls.go, buildSidecarOutboundTLSFilterChainOpts.
 */
export function tlsChains(outbound: OutboundPort): ChainDraft[] {
  const { port, proxy, virtualServices, services, meshDomain } = outbound;
  if (!isTls(port.protocol)) return [];
  const chains: ChainDraft[] = [];
  const handled = new Set<string>();
  let ranges = outbound.ranges;
  for (const { spec, object, namespace } of virtualServices) {
    for (const [block, { match, route }] of (spec.tls ?? []).entries()) {
      if (route === undefined || route.length === 0) continue;
      for (const [index, one] of (match ?? []).entries()) {
        if (!matchesProxy(one, proxy, port.number, namespace)) continue;
        // Once a match brings ranges of its own, istiod goes on with them.
        if ((one.destinationSubnets ?? []).length > 0) ranges = one.destinationSubnets ?? [];
        const key = `${listText(one.sniHosts)}|${(one.destinationSubnets ?? []).join(",")}`;
        if (handled.has(key)) continue;
        handled.add(key);
        const path = ["spec", "tls", block];
        chains.push({
          sniHosts: one.sniHosts,
          destinationRanges: ranges,
          transport: "",
          applicationProtocols: [],
          filters: [
            tcpProxy(
              destinationClusters(route, object, [...path, "route"], { services, meshDomain, listenPort: port.number }),
            ),
          ],
          ref: { object, path: [...path, "match", index, "sniHosts"] },
          service: outbound.service.ref,
        });
      }
    }
  }
  return chains.length > 0 ? chains : [ownChain(outbound)];
}

const listTexts = new WeakMap<readonly string[], string>();

/** A list of names as one text. One VirtualService's list is met once for each service that it covers. */
function listText(names: readonly string[]): string {
  const text = listTexts.get(names) ?? names.join(",");
  listTexts.set(names, text);
  return text;
}

function ownChain({ service, port, ranges, proxy }: OutboundPort): ChainDraft {
  const dynamic = service.resolution === "dynamic-dns" && isWildcard(service.hostname);
  const address = listenAddress(service, proxy.dnsCapture);
  // Behind an address of its own the service is known by that; everywhere else only the name tells.
  const named = ranges.length > 0 || address === "" || address.includes("/") || dynamic;
  return {
    sniHosts: named ? [service.hostname] : [],
    destinationRanges: ranges,
    transport: "",
    applicationProtocols: [],
    filters: ownFilters(service, port),
    ref: service.ref,
    service: service.ref,
  };
}

/** Straight to the service's own cluster. Where a proxy resolves names itself, a filter before it hands it the name. */
export function ownFilters(service: MeshService, port: ServicePort): NetworkFilter[] {
  const [only, ...others] = service.ports;
  const number = only !== undefined && others.length === 0 ? only.number : port.number;
  const proxy = tcpProxy([{ name: clusterName(service.hostname, number), weight: 0, ref: service.ref }]);
  if (service.resolution !== "dynamic-dns" || !isWildcard(service.hostname)) return [proxy];
  const resolver = { kind: "sni-dynamic-forward-proxy", savesAddress: false, dropsAnswers: [] } as const;
  return [{ ...resolver, port: port.number, ref: service.ref }, proxy];
}

export function tcpProxy(clusters: Extract<NetworkFilter, { kind: "tcp-proxy" }>["clusters"]): NetworkFilter {
  return { kind: "tcp-proxy", clusters };
}

/** What istiod decides for a proxy once and for all: port, gateway, labels, namespace. */
export function matchesProxy(
  match: Pick<VirtualServiceTlsMatch, "gateways" | "port" | "sourceLabels" | "sourceNamespace">,
  proxy: MeshProxy,
  port: number,
  namespace: string,
): boolean {
  const gateways = match.gateways ?? [];
  return (
    (gateways.length === 0 || gateways.some((gateway) => gatewayName(gateway, namespace) === MESH)) &&
    selects(match.sourceLabels, proxy.labels) &&
    (!match.port || match.port === port) &&
    (!match.sourceNamespace || match.sourceNamespace === proxy.namespace)
  );
}
