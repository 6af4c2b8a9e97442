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
  // A star is nowhere but at the beginning, so that of a wildcard no part before the suffix can be taken for it.
  return isWildcard(outer) ? inner.endsWith(outer.slice(1)) : outer === inner;
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
  for (let start = 0; start <= host.length; start++) {
    const found = byHost.get(`*${host.slice(start)}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
