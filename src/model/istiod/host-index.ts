import { dotSuffixes } from "../envoy/server-names.ts";
import { isWildcard, overlap } from "./host-name.ts";

/**
 * Finds, of many things with hosts, those with a host that overlaps a given one, in the order in which they were added. Without it,
 * services × VirtualServices would be compared pair by pair.
 */
export class HostIndex<T> {
  private readonly things: T[] = [];
  private readonly exact = new Map<string, number[]>();
  /** Everything with a host below a suffix (`.wikipedia.org`), the suffix's own wildcard included. */
  private readonly below = new Map<string, number[]>();
  /** Wildcards, by what follows the star. */
  private readonly wildcards = new Map<string, number[]>();
  /** `*foo.com` ends within a label; such hosts are rare, and compared one by one. */
  private readonly partial: { readonly host: string; readonly index: number }[] = [];

  add(thing: T, hosts: readonly string[]): void {
    const index = this.things.push(thing) - 1;
    for (const host of hosts) {
      if (isPartial(host)) this.partial.push({ host, index });
      if (isWildcard(host)) append(this.wildcards, host.slice(1), index);
      else append(this.exact, host, index);
      for (const suffix of dotSuffixes(host)) append(this.below, suffix, index);
    }
  }

  overlapping(host: string): T[] {
    if (host === "*") return [...this.things];
    const found = new Set<number>();
    const take = (indices: readonly number[] | undefined) => {
      for (const index of indices ?? []) found.add(index);
    };
    if (isWildcard(host)) take(isPartial(host) ? this.scan(host) : this.below.get(host.slice(1)));
    else take(this.exact.get(host));
    for (const suffix of dotSuffixes(host)) take(this.wildcards.get(suffix));
    take(this.wildcards.get(""));
    take(this.partial.filter((one) => overlap(one.host, host)).map(({ index }) => index));
    return [...found].sort((one, other) => one - other).map((index) => this.things[index] as T);
  }

  /** For a wildcard that ends within a label. */
  private scan(host: string): number[] {
    const hosts = [...this.exact, ...[...this.wildcards].map(([suffix, indices]) => [`*${suffix}`, indices] as const)];
    return hosts.filter(([other]) => overlap(other, host)).flatMap(([, indices]) => indices);
  }
}

function isPartial(host: string): boolean {
  return isWildcard(host) && host !== "*" && host[1] !== ".";
}

function append(map: Map<string, number[]>, key: string, index: number): void {
  const indices = map.get(key);
  if (indices === undefined) map.set(key, [index]);
  else indices.push(index);
}
