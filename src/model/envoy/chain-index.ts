import { contains } from "./address-match.ts";
import type { ChainMatch, FilterChain, Listener } from "./listener.ts";
import type { NameTable } from "./name-patterns.ts";
import { dotSuffixes, lookUpServerName, serverNameKey } from "./server-names.ts";

/** What a listener's inspectors find out about a connection. */
export interface Inspected {
  readonly address: string;
  /** Lower case; "" none, or not looked at. */
  readonly serverName: string;
  readonly transport: "tls" | "raw_buffer";
  readonly applicationProtocols: readonly string[];
}

type ByApplication = Map<string, FilterChain>;
type ByTransport = Map<string, ByApplication>;
type ByName = Map<string, ByTransport>;

/**
 * The filter chains of a listener, as Envoy keeps them: by destination range, then server name, transport, application protocol. Each
 * stage goes on with the most specific match of the one before, and never back.
 *
 * Source: envoy source/common/listener_manager/filter_chain_manager_impl.cc.
 */
export class ChainIndex implements NameTable {
  /** Longest prefix first; the one for every address is last. */
  private readonly ranges: {
    readonly range: ChainMatch["prefixRanges"][number] | undefined;
    readonly names: ByName;
  }[] = [];
  /** Set when Envoy refuses the listener: two chains with one match, or a wildcard that it does not take. */
  readonly problem: { readonly says: string; readonly chain: FilterChain } | undefined;
  private branching: ReadonlySet<string> | undefined;
  private names: readonly string[] | undefined;

  constructor(listener: Pick<Listener, "chains">) {
    let problem: ChainIndex["problem"];
    for (const chain of listener.chains) problem ??= this.add(chain);
    this.ranges.sort((one, other) => (other.range?.prefix ?? -1) - (one.range?.prefix ?? -1));
    this.problem = problem;
  }

  private add(chain: FilterChain): ChainIndex["problem"] {
    const { prefixRanges, serverNames, transport, applicationProtocols } = chain.match;
    for (const range of prefixRanges.length === 0 ? [undefined] : prefixRanges) {
      const names = this.namesOf(range);
      for (const serverName of serverNames.length === 0 ? [""] : serverNames) {
        const key = serverNameKey(serverName);
        if (key === undefined) return { says: `Envoy takes no wildcard such as "${serverName}"`, chain };
        const byTransport = names.get(key) ?? new Map();
        names.set(key, byTransport);
        const byApplication = byTransport.get(transport) ?? new Map();
        byTransport.set(transport, byApplication);
        for (const application of applicationProtocols.length === 0 ? [""] : applicationProtocols) {
          if (byApplication.has(application)) {
            return { says: `two filter chains match the same connections${serverName && ` (${serverName})`}`, chain };
          }
          byApplication.set(application, chain);
        }
      }
    }
    return undefined;
  }

  private namesOf(range: ChainMatch["prefixRanges"][number] | undefined): ByName {
    const known = this.ranges.find(
      (one) =>
        one.range?.first === range?.first &&
        one.range?.prefix === range?.prefix &&
        one.range?.version === range?.version,
    );
    if (known !== undefined) return known.names;
    const names: ByName = new Map();
    this.ranges.push({ range, names });
    return names;
  }

  /** Whether there are names below a wildcard's suffix that are told apart from the rest of it. */
  differsBelow(suffix: string): boolean {
    this.branching ??= new Set(
      this.ranges
        .flatMap(({ names }) => [...names.keys()])
        .flatMap((key) => dotSuffixes(key).filter((one) => one !== key)),
    );
    return this.branching.has(suffix);
  }

  readonly otherwise = undefined;

  patterns(): readonly string[] {
    this.names ??= this.ranges
      .flatMap(({ names }) => [...names.keys()])
      .map((key) => (/^(\.|$)/.test(key) ? `*${key}` : key));
    return this.names;
  }

  /** The chains for TLS by server name, as look-up keys, where nothing but the name decides; else undefined. */
  byServerName(): ReadonlyMap<string, FilterChain> | undefined {
    // The one for every address is last: where it is first, there is no other.
    const [only] = this.ranges;
    if (only === undefined || only.range !== undefined) return undefined;
    const chains = [...only.names].map(([name, transports]) => {
      const applications = transports.get("tls") ?? transports.get("");
      return [name, applications?.get("")] as const;
    });
    return new Map(chains.flatMap(([name, chain]) => (chain === undefined ? [] : [[name, chain]])));
  }

  find({ address, serverName, transport, applicationProtocols }: Inspected): FilterChain | undefined {
    const names = this.ranges.find(({ range }) => range === undefined || contains(range, address))?.names;
    const byTransport = names && lookUpServerName(serverName, names);
    const byApplication = byTransport?.get(transport) ?? byTransport?.get("");
    for (const application of applicationProtocols) {
      const chain = byApplication?.get(application);
      if (chain !== undefined) return chain;
    }
    return byApplication?.get("");
  }
}
