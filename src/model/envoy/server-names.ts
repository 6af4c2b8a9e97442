/**
 * Looks a server name up as Envoy does: the name itself, then the wildcards above it, the nearest first, then what asks for no name.
 * `*.wikipedia.org` is kept as `.wikipedia.org`; it takes names of any depth below, and never `wikipedia.org`.
 *
 * Source: envoy source/common/listener_manager/filter_chain_manager_impl.cc, findFilterChainForServerName.
 */
export function lookUpServerName<T>(name: string, byName: ReadonlyMap<string, T>): T | undefined {
  const own = byName.get(name);
  if (own !== undefined) return own;
  // From the second character on: a name that begins with a dot is below nothing by it.
  for (let dot = name.indexOf(".", 1); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const wildcard = byName.get(name.slice(dot));
    if (wildcard !== undefined) return wildcard;
  }
  return byName.get("");
}

/** The key of a chain's server name; `undefined` for a wildcard that Envoy refuses: in the middle, or for part of a label. */
export function serverNameKey(serverName: string): string | undefined {
  if (!serverName.includes("*")) return serverName;
  return /^\*\.[^*]+$/.test(serverName) ? serverName.slice(1) : undefined;
}

/** `.wikipedia.org` and `.org` of `en.wikipedia.org` and of `*.wikipedia.org`. */
export function dotSuffixes(host: string): string[] {
  const suffixes: string[] = [];
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) suffixes.push(host.slice(dot));
  return suffixes;
}
