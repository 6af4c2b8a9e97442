import type { HttpRequest, HttpRoute, NetworkFilter, Peer, VirtualHost } from "../../model/envoy/listener.ts";
import { DomainIndex, withoutPort } from "../../model/envoy/virtual-hosts.ts";
import { decidedBy } from "../place.ts";
import { clusterOf, toClusters } from "./cluster-step.ts";
import { authorize } from "./filters-step.ts";
import { type Arrival, blocked, type Ending, isTheClients, type Journey, unknown } from "./journey.ts";
import type { Layer } from "./layers.ts";
import { type Resolved, resolveName } from "./resolve-step.ts";

type HttpFilterChain = Extract<NetworkFilter, { kind: "http" }>;
type HttpLayer = Extract<Layer, { kind: "http" }>;

const indexes = new WeakMap<readonly VirtualHost[], DomainIndex>();

/** Takes a request through an HTTP connection manager: virtual host, route, HTTP filters, and on to the route's cluster. */
export function throughHttp(
  chain: HttpFilterChain,
  arrival: Arrival,
  journey: Journey,
  peer: (request: HttpRequest, resolved: Resolved | undefined) => Peer,
): Ending {
  const [first] = arrival.layers;
  if (first?.kind !== "http") {
    const says = "the proxy reads HTTP here, and what comes is none";
    journey.record(() => hop(arrival, "virtual-host", "", says));
    return blocked(arrival, "http_codec_error", says);
  }
  for (const filter of judgesFirst(chain)) {
    const refused = authorize(filter, peer(first.request, undefined), arrival, journey);
    if (refused !== undefined) return refused;
  }
  const { virtualHosts, name, ignoresPort } = chain.routes();
  const index = indexes.get(virtualHosts) ?? new DomainIndex(virtualHosts);
  indexes.set(virtualHosts, index);
  const own = isTheClients(first.request.authority, journey);
  if (own) journey.asked(index);
  const authority = chain.stripsPort || ignoresPort ? first.request.authority : first.hostHeader;
  const host = index.find(authority);
  if (host === undefined) {
    const says = `no virtual host of route configuration ${name} is for ${authority}`;
    journey.record(() => hop(arrival, "virtual-host", "", says));
    return blocked(arrival, "route_not_found", says);
  }
  journey.record(() => ({
    ...hop(arrival, "virtual-host", host.name, hostWords(host, first, name)),
    ...decidedBy(host.ref),
  }));
  for (const { names } of host.routes) if (own && names !== undefined) journey.asked(names);
  const route = routeFor(host, first.request);
  if (route === undefined) {
    const says = `no route of virtual host ${host.name} matches the request`;
    journey.record(() => hop(arrival, "route", "", says));
    return blocked(arrival, "route_not_found", says);
  }
  if (route === "unknown") return unknown(arrival, "whether a route matches hangs on a condition that is not modelled");
  return takeRoute(route, chain, first, arrival, journey, peer);
}

/** Rules that come before every other filter judge a request whether or not a route is for it. */
function judgesFirst({ httpFilters }: HttpFilterChain) {
  const others = httpFilters.findIndex(({ kind }) => kind !== "rbac");
  return httpFilters.slice(0, others < 0 ? undefined : others).filter((filter) => filter.kind === "rbac");
}

function takeRoute(
  { action, ref }: HttpRoute,
  chain: HttpFilterChain,
  layer: HttpLayer,
  arrival: Arrival,
  journey: Journey,
  peer: (request: HttpRequest, resolved: Resolved | undefined) => Peer,
): Ending {
  const says = {
    "direct-response": () => `the proxy answers by itself: ${action.kind === "direct-response" ? action.status : ""}`,
    redirect: () => "the proxy answers with a redirect",
    unknown: () => (action.kind === "unknown" ? action.says : ""),
    clusters: () => "the request is sent on",
  }[action.kind]();
  if (action.kind !== "clusters") {
    journey.record(() => ({ ...hop(arrival, "route", "", says), ...decidedBy(ref) }));
    if (action.kind === "unknown") return unknown(arrival, `${says}, which is not modelled`);
    const detail = action.kind === "direct-response" ? `direct_response_${action.status}` : "redirect";
    return blocked(arrival, detail, says);
  }
  journey.record(() => ({ ...hop(arrival, "route", "", says), ...decidedBy(ref) }));
  let resolved: Resolved | undefined;
  for (const filter of chain.httpFilters.slice(judgesFirst(chain).length)) {
    if (filter.kind === "unknown") return unknown(arrival, `the HTTP filter ${filter.name} is not modelled`);
    if (filter.kind === "rbac") {
      const refused = authorize(filter, peer(layer.request, resolved), arrival, journey);
      if (refused !== undefined) return refused;
    }
    if (filter.kind === "dynamic-forward-proxy") {
      const cluster = clusterOf(action.clusters, arrival, journey);
      if (cluster?.discovery !== "dynamic-forward-proxy") continue;
      const port = chain.stripsPort ? undefined : /:(\d+)$/.exec(layer.hostHeader)?.[1];
      const usual = cluster.tls === undefined ? 80 : 443;
      const found = resolveName(withoutPort(layer.hostHeader), Number(port ?? usual), filter, arrival, journey);
      if ("outcome" in found) return found;
      resolved = found;
    }
  }
  return toClusters(
    action.clusters,
    { ...arrival, layers: rewritten(arrival.layers, action.hostRewrite) },
    resolved,
    journey,
  );
}

function rewritten([first, ...rest]: readonly Layer[], host: string | undefined): Layer[] {
  if (first?.kind !== "http" || host === undefined) return first === undefined ? [] : [first, ...rest];
  return [{ ...first, hostHeader: host, request: { ...first.request, authority: withoutPort(host) } }, ...rest];
}

function routeFor(host: VirtualHost, request: HttpRequest): HttpRoute | "unknown" | undefined {
  for (const route of host.routes) {
    const answer = route.matches(request);
    if (answer === "unknown") return answer;
    if (answer) return route;
  }
  return undefined;
}

function hostWords(host: VirtualHost, { request }: HttpLayer, name: string): string {
  const any = host.domains.length === 1 && host.domains[0] === "*";
  if (any)
    return `no virtual host of route configuration ${name} is for ${request.authority}: the one for all others is taken`;
  return `Host ${request.authority} meets the virtual host for ${host.domains.slice(0, 2).join(", ")}`;
}

function hop(arrival: Arrival, stage: "virtual-host" | "route", taken: string, says: string) {
  return { at: arrival.at, where: arrival.where, stage, taken, says, lost: [] };
}
