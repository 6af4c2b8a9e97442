import type { Random } from "../random.ts";
import { CLIENT_NAMESPACES, exportTo, type Focus, GATEWAY_HOST, isWildcard, maybe, type Resource } from "./focus.ts";

/** Where a route goes: mostly to a host of the focus or to the gateway. */
function destination(random: Random, focus: Focus, port: number): object {
  const host = random.weighted([6, random.pick(focus.hosts)], [focus.toGateway ? 4 : 0, GATEWAY_HOST]);
  const subset = random.chance(0.2) ? random.pick(["one", "two"]) : undefined;
  const number = random.weighted<number | undefined>(
    [8, port],
    [1, random.pick([443, 80, 8443, 8080])],
    [1, undefined],
  );
  return { host, ...maybe("subset", subset), ...maybe("port", number && { number }) };
}

/** One destination, or two of which one gets nothing. */
function routesTo(random: Random, focus: Focus, port: number): readonly object[] {
  if (random.chance(0.9)) return [{ destination: destination(random, focus, port) }];
  const weights = random.pick([
    [0, 100],
    [100, 0],
  ]);
  return weights.map((weight) => ({ destination: destination(random, focus, port), weight }));
}

function sourceMatch(random: Random): object {
  const label = random.chance(0.08) ? { app: random.pick(["sleep", "visitor", "captured", "reader"]) } : undefined;
  const namespace = random.chance(0.08) ? random.pick(CLIENT_NAMESPACES) : undefined;
  return { ...maybe("sourceLabels", label), ...maybe("sourceNamespace", namespace) };
}

function narrowed(random: Random, focus: Focus, hosts: readonly string[]): string {
  const host = random.pick(hosts);
  if (!isWildcard(host) || random.chance(0.6)) return host;
  const below = focus.hosts.filter((other) => other.endsWith(host.slice(1)));
  return below.length > 0 ? random.pick(below) : host;
}

function tlsRoutes(random: Random, focus: Focus, hosts: readonly string[], gateways: readonly string[]): object[] {
  return Array.from({ length: random.weighted([5, 1], [2, 2]) }, () => {
    const port = random.pick(focus.ports);
    const match = () => ({
      sniHosts: [
        ...new Set(Array.from({ length: random.weighted([3, 1], [2, 2]) }, () => narrowed(random, focus, hosts))),
      ],
      ...maybe("port", random.chance(0.7) ? port : undefined),
      ...maybe(
        "gateways",
        gateways.length > 0 && random.chance(0.3) ? [random.pick([...gateways, "mesh"])] : undefined,
      ),
      ...sourceMatch(random),
    });
    return {
      match: Array.from({ length: random.weighted([5, 1], [1, 2]) }, match),
      route: routesTo(random, focus, port),
    };
  });
}

function httpRoutes(random: Random, focus: Focus): object[] {
  return Array.from({ length: random.weighted([5, 1], [2, 2]) }, () => {
    const port = random.pick(focus.ports);
    const match = httpMatch(random, focus, port);
    return {
      ...(Object.keys(match).length > 0 ? { match: [match] } : {}),
      ...httpAction(random, focus, port),
    };
  });
}

function httpMatch(random: Random, focus: Focus, port: number): object {
  const names = [...focus.hosts.filter((host) => !isWildcard(host)), "en.wikipedia.org"];
  const uri = random.weighted<object>(
    [4, { prefix: random.pick(["/", "/a", "/a/b"]) }],
    [1, { exact: random.pick(["/a", "/b"]) }],
    [1, { regex: "/a.*" }],
  );
  const authority = random.weighted<object>(
    [2, { exact: random.pick(names) }],
    [1, { prefix: "en." }],
    [1, { regex: ".*wikipedia.*" }],
  );
  return {
    ...maybe("port", random.chance(0.3) ? port : undefined),
    ...maybe("uri", random.chance(0.2) ? uri : undefined),
    ...maybe("authority", random.chance(0.1) ? authority : undefined),
    ...maybe("method", random.chance(0.05) ? { exact: random.pick(["GET", "POST"]) } : undefined),
    ...maybe("headers", random.chance(0.04) ? { "x-probe": { regex: "[0-9]+" } } : undefined),
    ...maybe("withoutHeaders", random.chance(0.03) ? { "x-absent": { exact: "yes" } } : undefined),
    ...sourceMatch(random),
  };
}

function httpAction(random: Random, focus: Focus, port: number): object {
  const rewrite = { authority: random.pick(["www.wikipedia.org", "evil.example.com"]) };
  return random.weighted<object>(
    [1, { directResponse: { status: random.pick([403, 418]) } }],
    [1, { redirect: { authority: "www.example.com" } }],
    [2, { rewrite, route: routesTo(random, focus, port) }],
    [14, { route: routesTo(random, focus, port) }],
  );
}

function tcpRoutes(random: Random, focus: Focus): object[] {
  const port = random.pick(focus.ports);
  const match = { ...maybe("port", random.chance(0.7) ? port : undefined), ...sourceMatch(random) };
  return [{ ...(Object.keys(match).length > 0 ? { match: [match] } : {}), route: routesTo(random, focus, port) }];
}

/** A VirtualService for the sidecars, for gateways, or for both. `gateways` names those that there are, with their namespace. */
export function virtualService(random: Random, about: Focus, name: string, gateways: readonly string[]): Resource {
  const bound = gateways.length > 0 && random.chance(0.4) ? random.some(gateways, 1) : [];
  const focus = { ...about, toGateway: bound.length === 0 };
  const both = bound.length > 0 && random.chance(0.2);
  const hosts = withoutOverlap(random.some(focus.hosts, random.weighted([4, 1], [1, 2])));
  const hasTls = focus.ports.some((port) => port === 443 || port === 8443);
  const kinds = {
    tls: hasTls && random.chance(0.8),
    http: focus.ports.some((port) => port === 80 || port === 8080) && random.chance(0.8),
    tcp: random.chance(0.15),
  };
  if (!kinds.tls && !kinds.http && !kinds.tcp) kinds[hasTls ? "tls" : "http"] = true;
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace: random.pick(focus.namespaces) },
    spec: {
      hosts,
      ...maybe("gateways", bound.length > 0 ? [...bound, ...(both ? ["mesh"] : [])] : undefined),
      ...maybe("exportTo", exportTo(random)),
      ...maybe("tls", kinds.tls ? tlsRoutes(random, focus, hosts, bound) : undefined),
      ...maybe("http", kinds.http ? httpRoutes(random, focus) : undefined),
      ...maybe("tcp", kinds.tcp ? tcpRoutes(random, focus) : undefined),
    },
  };
}

/** The webhook refuses hosts of which one covers another. */
function withoutOverlap(hosts: readonly string[]): readonly string[] {
  const covers = (one: string, other: string) => isWildcard(one) && other.endsWith(one.slice(1));
  return hosts.filter(
    (host, index) => !hosts.some((other, at) => at < index && (covers(other, host) || covers(host, other))),
  );
}
