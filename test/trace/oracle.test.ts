import { describe, expect, it } from "vitest";
import { rangeOf } from "../../src/model/envoy/address-match.ts";
import { ChainIndex } from "../../src/model/envoy/chain-index.ts";
import type { FilterChain, VirtualHost } from "../../src/model/envoy/listener.ts";
import { DomainIndex } from "../../src/model/envoy/virtual-hosts.ts";
import { makeRandom } from "../mesh/trace/random.ts";
import { type Asked, type ChainRule, chainFor, haveEqualMatches, virtualHostFor } from "./oracle.ts";
import { randomAsked, randomAuthority, randomChains, randomVirtualHosts } from "./random-rules.ts";

/** Of each kind. `WILDEGRESS_LOOKUPS=1000000` for the long run. */
const LOOKUPS = Number(process.env.WILDEGRESS_LOOKUPS ?? 20_000);
const PER_RULE_SET = 200;

describe(`the model's indexes against an oracle that knows none, ${LOOKUPS} look-ups each`, {
  timeout: 1_800_000,
}, () => {
  it("chooses the same filter chain, and refuses the same listeners", () => {
    const found = { chains: 0, none: 0, refused: 0 };
    const random = makeRandom(1);
    for (let done = 0; done < LOOKUPS; ) {
      const rules = randomChains(random);
      const chains = rules.map(toChain);
      const index = new ChainIndex({ chains });
      expect(index.problem !== undefined, JSON.stringify(rules)).toBe(haveEqualMatches(rules));
      if (index.problem) {
        found.refused += 1;
        continue;
      }
      for (let count = 0; count < PER_RULE_SET; count += 1, done += 1) {
        const asked = randomAsked(random, rules);
        const expected = chainFor(rules, asked);
        const chosen = index.find(asked as Parameters<typeof index.find>[0]);
        if (chosen !== (expected === undefined ? undefined : chains[expected])) differs(rules, asked, expected, chosen);
        found[expected === undefined ? "none" : "chains"] += 1;
      }
    }
    // Each of the three must have been tried for what is above to mean anything.
    for (const count of Object.values(found)) expect(count, JSON.stringify(found)).toBeGreaterThan(LOOKUPS / 10_000);
  });

  it("chooses the same virtual host", () => {
    const found = { hosts: 0, none: 0 };
    const random = makeRandom(2);
    for (let done = 0; done < LOOKUPS; ) {
      const domains = randomVirtualHosts(random);
      const hosts = domains.map(
        (each, number): VirtualHost => ({ name: String(number), domains: each, routes: [], ref: undefined }),
      );
      const index = new DomainIndex(hosts);
      for (let count = 0; count < PER_RULE_SET; count += 1, done += 1) {
        const authority = randomAuthority(random, domains);
        const expected = virtualHostFor(domains, authority);
        const chosen = index.find(authority);
        if (chosen?.name !== (expected === undefined ? undefined : String(expected)))
          differs(domains, authority, expected, chosen);
        found[expected === undefined ? "none" : "hosts"] += 1;
      }
    }
    for (const count of Object.values(found)) expect(count, JSON.stringify(found)).toBeGreaterThan(LOOKUPS / 100);
  });
});

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
