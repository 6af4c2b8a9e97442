import type { ChainDraft } from "./chain.ts";
import { isTls } from "./protocol.ts";
import { destinationClusters } from "./route-destination.ts";
import { matchesProxy, type OutboundPort, ownFilters, tcpProxy } from "./tls-chains.ts";

/**
 * The filter chains of a port with opaque TCP: the first VirtualService rule that takes any address ends the list; without such a rule
 * the service's own chain comes last.
 *
 * Source: istio pilot/pkg/networking/core/tls.go, buildSidecarOutboundTCPFilterChainOpts.
 */
export function tcpChains(outbound: OutboundPort): ChainDraft[] {
  const { service, port, ranges, proxy, virtualServices, services, meshDomain } = outbound;
  if (isTls(port.protocol)) return [];
  const chains: ChainDraft[] = [];
  const draft = (destinationRanges: readonly string[], filters: ChainDraft["filters"], ref: ChainDraft["ref"]) => ({
    sniHosts: [],
    destinationRanges,
    transport: "" as const,
    applicationProtocols: [],
    filters,
    ref,
    service: service.ref,
  });
  for (const { spec, object, namespace } of virtualServices) {
    for (const [block, { match, route }] of (spec.tcp ?? []).entries()) {
      if (route === undefined || route.length === 0) continue;
      const path = ["spec", "tcp", block];
      const context = { services, meshDomain, listenPort: port.number };
      const filters = [tcpProxy(destinationClusters(route, object, [...path, "route"], context))];
      const matching = (match ?? []).filter((one) => matchesProxy(one, proxy, port.number, namespace));
      const anyAddress =
        (match ?? []).length === 0 || matching.some((one) => (one.destinationSubnets ?? []).length === 0);
      if (anyAddress) return [...chains, draft(ranges, filters, { object, path })];
      const subnets = matching.flatMap(({ destinationSubnets }) => destinationSubnets ?? []);
      if (subnets.length === 0) continue;
      chains.push(draft(subnets, filters, { object, path }));
      // A chain with the service's own ranges would be the same match again.
      if (sameList(subnets, ranges)) return chains;
    }
  }
  return [...chains, draft(ranges, ownFilters(service, port), service.ref)];
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}
