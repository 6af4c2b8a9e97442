/**
 * Envoy's choice of a filter chain and of a virtual host, written a second time: from its documentation, without an index, one rule after
 * the other. It shares no code with the model, so that the two can be held against each other.
 *
 * Sources: envoy api/envoy/config/listener/v3/listener_components.proto, FilterChainMatch; api/envoy/config/route/v3/route_components.proto,
 * VirtualHost.domains.
 */

export interface ChainRule {
  /** `*.x` takes what is below x. None: every connection, whatever its name. */
  readonly serverNames: readonly string[];
  /** IPv4 in CIDR form. None: every address. */
  readonly ranges: readonly string[];
  readonly transport: string;
  readonly applicationProtocols: readonly string[];
}

export interface Asked {
  readonly address: string;
  readonly serverName: string;
  readonly transport: string;
  readonly applicationProtocols: readonly string[];
}

/**
 * "The following order applies: destination port, destination IP address, server name, transport protocol, application protocols"; each
 * step keeps the most specific of those that are left, and there is no way back.
 *
 * @returns the number of the chain
 */
export function chainFor(rules: readonly ChainRule[], asked: Asked): number | undefined {
  let left = rules.map((rule, index) => ({ rule, index }));
  left = mostSpecific(left, ({ rule }) => rangeScore(rule, asked.address));
  left = mostSpecific(left, ({ rule }) => nameScore(rule, asked.serverName));
  left = mostSpecific(left, ({ rule }) =>
    rule.transport === asked.transport ? 1 : rule.transport === "" ? 0 : undefined,
  );
  left = mostSpecific(left, ({ rule }) => protocolScore(rule, asked.applicationProtocols));
  return left[0]?.index;
}

/** Keeps those with the highest score; `undefined` is no match. */
function mostSpecific<T>(from: readonly T[], score: (one: T) => number | undefined): T[] {
  const scored = from.flatMap((one) => {
    const value = score(one);
    return value === undefined ? [] : [{ one, value }];
  });
  const best = Math.max(...scored.map(({ value }) => value));
  return scored.filter(({ value }) => value === best).map(({ one }) => one);
}

function rangeScore({ ranges }: ChainRule, address: string): number | undefined {
  if (ranges.length === 0) return -1;
  const lengths = ranges
    .filter((range) => bits(address).startsWith(prefixBits(range)))
    .map((range) => prefixBits(range).length);
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}

function prefixBits(range: string): string {
  const [address = "", length = "32"] = range.split("/");
  return bits(address).slice(0, Number(length));
}

function bits(address: string): string {
  return address
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
}

/** The name itself before wildcards; of wildcards the longest; then those that ask for no name. */
function nameScore({ serverNames }: ChainRule, name: string): number | undefined {
  if (serverNames.length === 0) return 0;
  const scores = serverNames.flatMap((serverName) => {
    if (serverName === name) return [Number.POSITIVE_INFINITY];
    if (!serverName.startsWith("*.")) return [];
    const suffix = serverName.slice(1);
    return name.endsWith(suffix) && name.length > suffix.length ? [suffix.length] : [];
  });
  return scores.length === 0 ? undefined : Math.max(...scores);
}

/** The client's first protocol that a chain asks for wins. */
function protocolScore({ applicationProtocols }: ChainRule, asked: readonly string[]): number | undefined {
  if (applicationProtocols.length === 0) return 0;
  const places = applicationProtocols.map((one) => asked.indexOf(one)).filter((place) => place >= 0);
  return places.length === 0 ? undefined : asked.length - Math.min(...places);
}

/** "Envoy rejects … two filter chains with the same matching rules": some connection would take either by every criterion. */
export function haveEqualMatches(rules: readonly ChainRule[]): boolean {
  const orNone = (list: readonly string[]) => (list.length === 0 ? [""] : list);
  const seen = new Set<string>();
  for (const { serverNames, ranges, transport, applicationProtocols } of rules) {
    for (const name of orNone(serverNames)) {
      for (const range of orNone(ranges)) {
        for (const protocol of orNone(applicationProtocols)) {
          const key = [name, range === "" ? "" : prefixBits(range), transport, protocol].join(" ");
          if (seen.has(key)) return true;
          seen.add(key);
        }
      }
    }
  }
  return false;
}

/**
 * "1. Exact domain names. 2. Suffix domain wildcards: *.foo.com or *-bar.foo.com. 3. Prefix domain wildcards: foo.* or foo-*. 4. Special
 * wildcard *"; "the wildcard will not match the empty string"; "the longest wildcards match first".
 *
 * @param hosts the domains of each virtual host
 * @returns the number of the virtual host
 */
export function virtualHostFor(hosts: readonly (readonly string[])[], authority: string): number | undefined {
  let best: { readonly host: number; readonly rank: number } | undefined;
  for (const [host, domains] of hosts.entries()) {
    for (const domain of domains) {
      const rank = domainRank(domain, authority);
      if (rank !== undefined && (best === undefined || rank > best.rank)) best = { host, rank };
    }
  }
  return best?.host;
}

const EXACT = 3_000_000;
const SUFFIX = 2_000_000;
const PREFIX = 1_000_000;

function domainRank(domain: string, authority: string): number | undefined {
  if (domain === authority) return EXACT;
  if (domain === "*") return 0;
  const rest = domain.replace("*", "");
  if (!domain.includes("*") || authority.length <= rest.length) return undefined;
  if (domain.startsWith("*")) return authority.endsWith(rest) ? SUFFIX + rest.length : undefined;
  return authority.startsWith(rest) ? PREFIX + rest.length : undefined;
}
