import { rangeOf } from "../../src/model/envoy/address-match.ts";
import { ChainIndex } from "../../src/model/envoy/chain-index.ts";
import type { FilterChain, VirtualHost } from "../../src/model/envoy/listener.ts";
import { DomainIndex } from "../../src/model/envoy/virtual-hosts.ts";
import { makeRandom } from "../mesh/trace/random.ts";
import { type Asked, type ChainRule, chainFor, haveEqualMatches, virtualHostFor } from "./oracle.ts";
import { randomAsked, randomAuthority, randomChains, randomVirtualHosts } from "./random-rules.ts";

const PER_RULE_SET = 200;

/**
 * Looks random connections up in random filter chains, by the model's index and by the oracle.
 *
 * @returns how many met a chain, how many none, and how many sets of chains Envoy would refuse
 * @throws at the first difference
 */
export function lookUpChains(count: number): {
  readonly chains: number;
  readonly none: number;
  readonly refused: number;
} {
  const found = { chains: 0, none: 0, refused: 0 };
  const random = makeRandom(1);
  for (let done = 0; done < count; ) {
    const rules = randomChains(random);
    const chains = rules.map(toChain);
    const index = new ChainIndex({ chains });
    if ((index.problem !== undefined) !== haveEqualMatches(rules))
      differs(rules, "refused", haveEqualMatches(rules), index.problem);
    if (index.problem) {
      found.refused += 1;
      continue;
    }
    for (let each = 0; each < PER_RULE_SET; each += 1, done += 1) {
      const asked = randomAsked(random, rules);
      const expected = chainFor(rules, asked);
      const chosen = index.find(asked as Parameters<typeof index.find>[0]);
      if (chosen !== (expected === undefined ? undefined : chains[expected])) differs(rules, asked, expected, chosen);
      found[expected === undefined ? "none" : "chains"] += 1;
    }
  }
  return found;
}

/** The same for the Host of requests and the domains of virtual hosts. */
export function lookUpVirtualHosts(count: number): { readonly hosts: number; readonly none: number } {
  const found = { hosts: 0, none: 0 };
  const random = makeRandom(2);
  for (let done = 0; done < count; ) {
    const domains = randomVirtualHosts(random);
    const hosts = domains.map(
      (each, number): VirtualHost => ({ name: String(number), domains: each, routes: [], ref: undefined }),
    );
    const index = new DomainIndex(hosts);
    for (let each = 0; each < PER_RULE_SET; each += 1, done += 1) {
      const authority = randomAuthority(random, domains);
      const expected = virtualHostFor(domains, authority);
      const chosen = index.find(authority);
      if (chosen?.name !== (expected === undefined ? undefined : String(expected))) {
        differs(domains, authority, expected, chosen);
      }
      found[expected === undefined ? "none" : "hosts"] += 1;
    }
  }
  return found;
}

/** Only here is a message made: a million of them would take longer than the look-ups. */
function differs(rules: unknown, asked: unknown, expected: unknown, chosen: unknown): never {
  throw new Error(
    JSON.stringify(
      { asked, expected, chosen, rules },
      (_, value) => (typeof value === "bigint" ? String(value) : value),
      1,
    ),
  );
}

function toChain({ serverNames, ranges, transport, applicationProtocols }: ChainRule): FilterChain {
  return {
    match: {
      serverNames,
      prefixRanges: ranges.map((range) => rangeOf(range)).filter((range) => range !== undefined),
      transport: transport as Asked["transport"] as FilterChain["match"]["transport"],
      applicationProtocols,
    },
    terminates: undefined,
    filters: [],
    ref: undefined,
    service: undefined,
  };
}
