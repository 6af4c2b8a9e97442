import { PRIVATE_RANGES } from "../plan/private-ranges.ts";
import { addressRange } from "./address-range.ts";
import { ENVOY_TYPE, typed } from "./type-url.ts";

/**
 * RBAC rules that let a connection pass only when the name resolved to a public address.
 *
 * ALLOW with "some address was saved, and it is not a private one": where a proxy or istiod drops a field that this needs, no address is saved
 * and nothing passes. A DENY of private ranges would let everything pass there (both were run).
 *
 * @param allowed ranges (CIDR) that names may resolve to although they are private
 * @param own further ranges (CIDR) that count as private: the mesh's own
 */
export function publicAnswersOnly(allowed: readonly string[], own: readonly string[]): object {
  const refused = refusedRanges(own);
  const publicAddress = {
    and_rules: { rules: [anyOf(["0.0.0.0/0", "::/0"]), { not_rule: anyOf(refused) }] },
  };
  return {
    action: "ALLOW",
    policies: {
      "public-answers": {
        principals: [{ any: true }],
        permissions: [allowed.length === 0 ? publicAddress : { or_rules: { rules: [publicAddress, anyOf(allowed)] } }],
      },
    },
  };
}

/** The ranges (CIDR) that an answer must not be in: the private ones, and the mesh's own. */
export function refusedRanges(own: readonly string[]): string[] {
  return [...PRIVATE_RANGES.map(({ cidr }) => cidr), ...own];
}

function anyOf(cidrs: readonly string[]): object {
  return { or_rules: { rules: cidrs.map((cidr) => ({ matcher: upstreamIn(cidr) })) } };
}

function upstreamIn(cidr: string): object {
  return { name: "upstream", typed_config: typed(ENVOY_TYPE.upstreamIpPort, { upstream_ip: addressRange(cidr) }) };
}
