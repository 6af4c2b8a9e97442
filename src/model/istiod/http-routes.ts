import { type HttpRoute, type RouteConfiguration, UNCONDITIONAL, type VirtualHost } from "../envoy/listener.ts";
import { clusterName, PASSTHROUGH } from "./cluster-names.ts";
import { HostIndex } from "./host-index.ts";
import { isWildcard, mostSpecific } from "./host-name.ts";
import { isHttp } from "./protocol.ts";
import type { MeshProxy } from "./proxy.ts";
import { listenAddress, type MeshService, portOf } from "./service.ts";
import type { EgressScope, SidecarScope } from "./sidecar-scope.ts";
import { httpRoutes } from "./virtual-service-routes.ts";
import { MESH, type MeshVirtualService } from "./virtual-services.ts";

/** A VirtualService matters on port 80 even where no service has its host. */
const PLAIN_HTTP = 80;

/**
 * The virtual hosts of a port, on a sidecar's way out: those of VirtualServices, then those of the services that none took.
 *
 * @param only the service that has a listener of its own, where the port's protocol is not known
 *
 * Source: istio pilot/pkg/networking/core/httproute.go, BuildSidecarOutboundVirtualHosts.
 */
export function outboundRoutes(
  proxy: MeshProxy,
  listener: EgressScope,
  scope: SidecarScope,
  port: number,
  meshDomain: string,
  only: MeshService | undefined,
): RouteConfiguration {
  const services = new Map<string, MeshService>();
  for (const service of listener.services) {
    const own = portOf(service, port);
    if (own !== undefined) services.set(service.hostname, { ...service, ports: [own] });
  }
  const hosts = new VirtualHosts(proxy, meshDomain);
  const index = new HostIndex<MeshService>();
  for (const service of services.values()) index.add(service, [service.hostname]);
  const mostSpecificFor = virtualServiceOf(listener.virtualServices);
  const taken = new Set<string>();
  for (const virtualService of listener.virtualServices) {
    const matching = matchingServices(virtualService, services, index, mostSpecificFor);
    const known = port === PLAIN_HTTP || virtualService.hosts.some((host) => index.overlapping(host).length > 0);
    if (!known) continue;
    // A destination without port goes to the port at hand, also where its service has others.
    const context = { services, meshDomain, listenPort: port };
    const routes = httpRoutes(virtualService, proxy, MESH, context);
    if (routes.length === 0) continue;
    const withHttp = matching.services.filter(({ ports }) => ports.some(canBeHttp));
    if (withHttp.length === 0 && port !== PLAIN_HTTP) continue;
    for (const host of matching.otherHosts)
      hosts.add(host, [host], routes, { object: virtualService.object, path: ["spec", "hosts"] });
    for (const service of withHttp) {
      taken.add(service.hostname);
      hosts.addService(service, routes, { object: virtualService.object, path: ["spec", "hosts"] });
    }
  }
  for (const service of services.values()) {
    if (taken.has(service.hostname) || !service.ports.some(canBeHttp)) continue;
    hosts.addService(service, [toService(service, port)], service.ref);
  }
  const ignoresPort = scope.ignoresHostPort;
  if (only !== undefined) {
    return { name: `${only.hostname}:${port}`, ignoresPort, virtualHosts: hosts.ofServiceAlone(only) };
  }
  const named = ignoresPort ? hosts.all : hosts.all.map((host) => withPort(host, port));
  return { name: String(port), ignoresPort, virtualHosts: [...named, catchAll(scope)] };
}

/** A port in the Host is not cut off: each domain is there with it, too. An address of IPv6 stands for itself. */
function withPort(host: VirtualHost, port: number): VirtualHost {
  return { ...host, domains: host.domains.flatMap((one) => (one.includes(":") ? [one] : [one, `${one}:${port}`])) };
}

function canBeHttp({ protocol }: MeshService["ports"][number]): boolean {
  return isHttp(protocol) || protocol === "auto";
}

/** For each service, the VirtualService with the most specific host for it; the first of equals. */
function virtualServiceOf(
  virtualServices: readonly MeshVirtualService[],
): (host: string) => MeshVirtualService | undefined {
  const byHost = new Map<string, MeshVirtualService>();
  for (const one of virtualServices) for (const host of one.hosts) if (!byHost.has(host)) byHost.set(host, one);
  return (host) => mostSpecific(host, byHost);
}

/** The services that a VirtualService's hosts stand for, and its hosts that stand for none. Source: …/core/route/route.go, separateVSHostsAndServices. */
function matchingServices(
  virtualService: MeshVirtualService,
  services: ReadonlyMap<string, MeshService>,
  index: HostIndex<MeshService>,
  mostSpecificFor: (host: string) => MeshVirtualService | undefined,
): { readonly services: MeshService[]; readonly otherHosts: string[] } {
  const found: MeshService[] = [];
  const otherHosts: string[] = [];
  for (const host of virtualService.hosts) {
    if (!isWildcard(host)) {
      const service = services.get(host);
      if (service === undefined) otherHosts.push(host);
      else found.push(service);
      continue;
    }
    const overlapping = index.overlapping(host);
    if (overlapping.length === 0) otherHosts.push(host);
    found.push(...overlapping.filter(({ hostname }) => mostSpecificFor(hostname) === virtualService));
  }
  return { services: found, otherHosts };
}

function toService(service: MeshService, port: number): HttpRoute {
  const cluster = { name: clusterName(service.hostname, port), weight: 0, ref: service.ref };
  return {
    matches: () => true,
    action: { kind: "clusters", clusters: [cluster], hostRewrite: undefined },
    ref: service.ref,
    ...UNCONDITIONAL,
  };
}

function catchAll({ outbound }: SidecarScope): VirtualHost {
  const allow = outbound.mode === "ALLOW_ANY";
  const action: HttpRoute["action"] = allow
    ? { kind: "clusters", clusters: [{ name: PASSTHROUGH, weight: 0, ref: outbound.ref }], hostRewrite: undefined }
    : { kind: "direct-response", status: 502 };
  return {
    name: allow ? "allow_any" : "block_all",
    domains: ["*"],
    routes: [{ matches: () => true, action, ref: outbound.ref, ...UNCONDITIONAL }],
    ref: outbound.ref,
  };
}

/** Collects virtual hosts; a domain that one has already is dropped from those that come later. */
class VirtualHosts {
  readonly all: VirtualHost[] = [];
  private readonly domains = new Set<string>();
  private readonly names = new Set<string>();
  private readonly byService = new Map<string, VirtualHost>();

  constructor(
    private readonly proxy: MeshProxy,
    private readonly meshDomain: string,
  ) {}

  add(
    name: string,
    domains: readonly string[],
    routes: readonly HttpRoute[],
    ref: VirtualHost["ref"],
  ): VirtualHost | undefined {
    if (this.names.has(name)) return undefined;
    this.names.add(name);
    const own = domains.filter((domain) => !this.domains.has(domain));
    for (const domain of own) this.domains.add(domain);
    if (own.length === 0) return undefined;
    const host = { name, domains: own, routes, ref };
    this.all.push(host);
    return host;
  }

  addService(service: MeshService, routes: readonly HttpRoute[], ref: VirtualHost["ref"]): void {
    const host = this.add(service.hostname, this.domainsOf(service), routes, ref);
    if (host !== undefined) this.byService.set(service.hostname, host);
  }

  /** A listener of its own takes whatever Host. */
  ofServiceAlone({ hostname }: MeshService): VirtualHost[] {
    const host = this.byService.get(hostname);
    return host === undefined ? [] : [{ ...host, domains: ["*"] }];
  }

  /** The host, its short forms inside the cluster, and the address. */
  private domainsOf(service: MeshService): string[] {
    const { hostname } = service;
    const address = listenAddress(service, this.proxy.dnsCapture);
    const forms = [hostname, `${hostname}.`, ...shortForms(hostname, this.proxy.namespace, this.meshDomain)];
    return address === "" || address.includes("/") ? forms : [...forms, address];
  }
}

/** Source: istio pilot/pkg/networking/core/httproute.go, GenerateAltVirtualHosts. */
function shortForms(hostname: string, namespace: string, meshDomain: string): string[] {
  const suffix = `.svc.${meshDomain}`;
  if (!hostname.endsWith(suffix)) return [];
  const full = hostname.slice(0, -suffix.length);
  const [name = "", owner] = full.split(".");
  return owner === namespace ? [name, `${full}.svc`, full] : [full, `${full}.svc`];
}
