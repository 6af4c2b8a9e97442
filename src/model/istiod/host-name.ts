import { compare } from "./age.ts";

/** How istiod compares host names, wildcards included. Source: istio pkg/config/host/name.go. */

export function isWildcard(host: string): boolean {
  return host.startsWith("*");
}

/** Whether some name is covered by both. `*.foo.com` and `foo.com` have none in common; `*` covers everything. */
export function overlap(one: string, other: string): boolean {
  return covers(one, other) || covers(other, one);
}

/** Whether `outer` covers all that `inner` does. */
export function covers(outer: string, inner: string): boolean {
  if (!isWildcard(outer)) return outer === inner;
  const suffix = outer.slice(1);
  if (!isWildcard(inner)) return inner.endsWith(suffix);
  return inner.length >= outer.length && inner.slice(1).endsWith(suffix);
}

/** Orders the most specific first: exact names before wildcards, longer before shorter. Source: istio pkg/config/host/names.go, MoreSpecific. */
export function compareSpecificity(one: string, other: string): number {
  return Number(isWildcard(one)) - Number(isWildcard(other)) || other.length - one.length || compare(one, other);
}

/**
 * The most specific of the hosts that covers a host, by its name: itself, else the longest wildcard above it.
 *
 * Source: istio pilot/pkg/model/config.go, MostSpecificHostMatch.
 */
export function mostSpecific<T>(host: string, byHost: ReadonlyMap<string, T>): T | undefined {
  const own = byHost.get(host);
  if (own !== undefined) return own;
  const name = isWildcard(host) ? host.slice(1) : host;
  for (let start = 0; start <= name.length; start++) {
    const found = byHost.get(`*${name.slice(start)}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
