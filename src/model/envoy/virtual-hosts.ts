import type { VirtualHost } from "./listener.ts";
import type { NameTable } from "./name-patterns.ts";

/**
 * The virtual host for an authority, as Envoy looks it up: the domain itself, then the longest `*suffix`, then the longest `prefix*`,
 * then `*`. A port is part of it, unless it was cut off before.
 *
 * Source: envoy source/common/router/config_impl.cc, RouteMatcher::findVirtualHost.
 */
export class DomainIndex implements NameTable {
  private readonly exact = new Map<string, VirtualHost>();
  private readonly suffixes = new Map<string, VirtualHost>();
  private readonly prefixes = new Map<string, VirtualHost>();
  private any: VirtualHost | undefined;
  private names: readonly string[] | undefined;

  constructor(hosts: readonly VirtualHost[]) {
    for (const host of hosts) {
      for (const domain of host.domains) {
        if (domain === "*") this.any ??= host;
        else if (domain.startsWith("*")) setOnce(this.suffixes, domain.slice(1), host);
        else if (domain.endsWith("*")) setOnce(this.prefixes, domain.slice(0, -1), host);
        else setOnce(this.exact, domain, host);
      }
    }
  }

  /** Whether there are domains below a wildcard's suffix that are told apart from the rest of it. */
  differsBelow(suffix: string): boolean {
    const below = (key: string) => key !== suffix && key.endsWith(suffix);
    return [...this.exact.keys(), ...this.suffixes.keys()].some(below) || this.prefixes.size > 0;
  }

  get otherwise(): string | undefined {
    return this.prefixes.size > 0 ? "domains that give the beginning of a name" : undefined;
  }

  patterns(): readonly string[] {
    this.names ??= [...this.exact.keys(), ...[...this.suffixes.keys()].map((suffix) => `*${suffix}`)];
    return this.names;
  }

  find(authority: string): VirtualHost | undefined {
    const name = authority.toLowerCase();
    const own = this.exact.get(name);
    if (own !== undefined) return own;
    if (this.suffixes.size > 0) {
      // A wildcard stands for at least one character.
      for (let start = 1; start < name.length; start++) {
        const host = this.suffixes.get(name.slice(start));
        if (host !== undefined) return host;
      }
    }
    if (this.prefixes.size > 0) {
      for (let end = name.length - 1; end > 0; end--) {
        const host = this.prefixes.get(name.slice(0, end));
        if (host !== undefined) return host;
      }
    }
    return this.any;
  }
}

function setOnce(map: Map<string, VirtualHost>, key: string, host: VirtualHost): void {
  if (!map.has(key)) map.set(key, host);
}

/** `en.wikipedia.org:8443` without its port. */
export function withoutPort(authority: string): string {
  return authority.replace(/:\d+$/, "").toLowerCase();
}
