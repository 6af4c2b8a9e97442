import { covers, isWildcard, overlap } from "./host-name.ts";

/** What one egress listener of a Sidecar imports: `namespace/host` entries, taken apart. */
export interface ImportedHosts {
  services(hostname: string, namespace: string): boolean;
  virtualService(hosts: readonly string[], namespace: string): boolean;
}

interface Hosts {
  readonly imported: string[];
  readonly excluded: string[];
}

/**
 * Reads `hosts` of an egress listener. A Service is imported when an entry covers its whole host; a VirtualService when one of its
 * hosts and an entry overlap.
 *
 * Source: istio pilot/pkg/model/sidecar.go, convertIstioListenerToWrapper and hostClassification.
 */
export function importedHosts(entries: readonly string[], ownNamespace: string): ImportedHosts {
  const byNamespace = new Map<string, Hosts>();
  for (const entry of entries) {
    const [prefix = "", host = ""] = entry.split("/");
    const excluded = prefix.startsWith("~");
    const written = excluded ? prefix.slice(1) || "*" : prefix;
    const namespace = written === "." ? ownNamespace : written;
    const hosts = byNamespace.get(namespace) ?? { imported: [], excluded: [] };
    (excluded ? hosts.excluded : hosts.imported).push(host.toLowerCase());
    byNamespace.set(namespace, hosts);
  }
  const known = new Map<string, readonly Hosts[]>();
  const rulesFor = (namespace: string): readonly Hosts[] => {
    const rules = known.get(namespace) ?? [byNamespace.get(namespace), byNamespace.get("*")].filter(isThere);
    known.set(namespace, rules);
    return rules;
  };
  const excludes = (host: string, rules: readonly Hosts[]) =>
    rules.some(({ excluded }) => excluded.some((outer) => covers(outer, host)));
  return {
    services: (hostname, namespace) => {
      const rules = rulesFor(namespace);
      if (excludes(hostname, rules)) return false;
      return rules.some(({ imported }) => imported.some((outer) => covers(outer, hostname)));
    },
    virtualService: (hosts, namespace) => {
      const rules = rulesFor(namespace);
      return hosts.some(
        (host) =>
          rules.some(({ imported }) => imported.some((other) => matchesVirtualService(host, other))) &&
          !excludes(host, rules),
      );
    },
  };
}

function matchesVirtualService(host: string, imported: string): boolean {
  return isWildcard(host) || isWildcard(imported) ? overlap(host, imported) : host === imported;
}

function isThere(hosts: Hosts | undefined): hosts is Hosts {
  return hosts !== undefined;
}
