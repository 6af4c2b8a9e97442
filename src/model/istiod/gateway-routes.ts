import { type HttpRoute, type RouteConfiguration, UNCONDITIONAL, type VirtualHost } from "../envoy/listener.ts";
import { boundTo, type GatewayContext, hostsFor } from "./gateway-listener.ts";
import type { GatewayServer } from "./gateway-servers.ts";
import { covers } from "./host-name.ts";
import { httpRoutes } from "./virtual-service-routes.ts";

/**
 * The virtual hosts of HTTP servers: names that a server and a VirtualService bound to its Gateway have in common. Rules for the same name
 * are put behind each other.
 *
 * Source: istio pilot/pkg/networking/core/gateway.go, buildGatewayHTTPRouteConfig.
 */
export function gatewayRoutes(servers: readonly GatewayServer[], context: GatewayContext): RouteConfiguration {
  const hosts = new Map<string, { routes: HttpRoute[]; ref: VirtualHost["ref"] }>();
  for (const one of servers) {
    for (const virtualService of boundTo(one.gateway, context)) {
      const common = intersection(hostsFor(virtualService.namespace, one.hosts), virtualService.hosts);
      if (common.length === 0) continue;
      const { services, meshDomain, proxy } = context;
      const routeContext = { services, meshDomain, listenPort: one.server.port.number };
      const routes = httpRoutes(virtualService, proxy, one.gateway, routeContext);
      if (routes.length === 0) continue;
      for (const host of common) {
        const known = hosts.get(host);
        if (known === undefined)
          hosts.set(host, { routes, ref: { object: virtualService.object, path: ["spec", "hosts"] } });
        else hosts.set(host, { ...known, routes: [...known.routes, ...routes] });
      }
    }
    if (one.server.tls?.httpsRedirect) redirected(one, hosts);
  }
  const port = servers[0]?.server.port.number ?? 0;
  return {
    name: `http.${port}`,
    ignoresPort: true,
    virtualHosts: [...hosts].map(([host, { routes, ref }]) => ({
      name: `${host}:${port}`,
      domains: [host],
      routes,
      ref,
    })),
  };
}

/** Every name of a server that asks for HTTPS is redirected, whatever routes there are. */
function redirected(one: GatewayServer, hosts: Map<string, { routes: HttpRoute[]; ref: VirtualHost["ref"] }>): void {
  const ref = { ...one.ref, path: [...one.ref.path, "tls", "httpsRedirect"] };
  const routes: HttpRoute[] = [{ ...UNCONDITIONAL, matches: () => true, action: { kind: "redirect" }, ref }];
  const names = one.hosts.flatMap((host) => host.split("/").at(-1) ?? []);
  for (const host of hosts.keys()) if (names.some((name) => covers(name, host))) hosts.set(host, { routes, ref });
  for (const host of names) hosts.set(host, { routes, ref });
}

function intersection(server: readonly string[], virtualService: readonly string[]): string[] {
  const common = server.flatMap((one) =>
    virtualService.flatMap((other) => (covers(other, one) ? [one] : covers(one, other) ? [other] : [])),
  );
  return [...new Set(common)];
}
