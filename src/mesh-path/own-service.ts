import { chunkHosts } from "../plan/host-chunks.ts";
import type { HostPattern } from "../plan/host-pattern.ts";
import { nameForHost } from "../plan/names.ts";
import type { Plan, Policy } from "../plan/plan.ts";
import type { Resource } from "../resources/resource.ts";
import { virtualService } from "../resources/virtual-service.ts";
import { type OutsideHosts, outsideHosts } from "./outside-hosts.ts";

interface OwnService extends OutsideHosts {
  readonly hosts: readonly HostPattern[];
  /** Not DYNAMIC_DNS: a `tls` route to such a host loses the filter that resolves the SNI. */
  readonly resolution: "NONE" | "DNS";
}

/**
 * Hosts whose TLS rules stand in one VirtualService. For each host istiod builds a filter chain of every rule in the host's VirtualService,
 * compares each with all chains so far and keeps one: rules together × domains². With 256 together 1,000 domains took minutes on a running
 * mesh; with one each there would be thousands of objects. Source: istio pilot/pkg/networking/core, buildSidecarOutboundTLSFilterChainOpts
 * and mergeTCPFilterChains.
 */
const ROUTED_TOGETHER = 4;

/**
 * Hosts that leave straight from the sidecar: a ServiceEntry, and VirtualServices that route each host to itself.
 *
 * The VirtualService is not idle: without one of its own, a host is captured by whatever VirtualService covers it with a wildcard.
 */
export function ownService(service: OwnService, policy: Policy, plan: Plan): Resource[] {
  return policy.clientNamespaces.flatMap((namespace) =>
    chunkHosts(service.hosts)
      .map((chunk) => outsideHosts(service, chunk, namespace, policy, plan))
      .concat(ownRoutes(service, namespace, policy, plan)),
  );
}

/**
 * TLS rules tell hosts apart by SNI, so one VirtualService holds several. HTTP rules of one VirtualService share their hosts, so with an
 * HTTP port each host has a VirtualService of its own, which holds its TLS rules too: of two for one host a sidecar reads one.
 */
function ownRoutes(service: OwnService, namespace: string | undefined, policy: Policy, plan: Plan): Resource[] {
  const perHost = policy.ports.some(({ protocol }) => protocol === "http");
  const groups = perHost
    ? service.hosts.map((host) => ({ hosts: [host], name: nameForHost(service.name, host.text) }))
    : chunkHosts(service.hosts, ROUTED_TOGETHER).map(({ hosts, suffix }) => ({ hosts, name: service.name + suffix }));
  return groups.map(({ hosts, name }) => ({
    part: "client" as const,
    why: "Routes each of these names to itself, so that no wildcard rule of another policy takes it over.",
    manifest: virtualService(
      { namespace, instance: policy.name, name },
      {
        hosts: hosts.map(({ text }) => text),
        exportTo: policy.exportTo,
        gateways: ["mesh"],
        ...routesToSelf(hosts, policy),
      },
      plan.target.release,
    ),
  }));
}

function routesToSelf(hosts: readonly HostPattern[], policy: Policy) {
  const to = (host: string, number: number) => [{ destination: { host, port: { number } } }];
  const http = policy.ports.flatMap(({ number, protocol }) =>
    protocol === "http" ? hosts.map(({ text }) => ({ match: [{ port: number }], route: to(text, number) })) : [],
  );
  const tls = policy.ports.flatMap(({ number, protocol }) =>
    protocol === "tls"
      ? hosts.map(({ text }) => ({ match: [{ port: number, sniHosts: [text] }], route: to(text, number) }))
      : [],
  );
  return { ...(http.length > 0 ? { http } : {}), ...(tls.length > 0 ? { tls } : {}) };
}
