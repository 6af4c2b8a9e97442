import { cidrWithout, parseCidr } from "../plan/cidr.ts";
import { fnv1a } from "../plan/names.ts";
import { onceForPlan } from "../plan/once-for-plan.ts";
import type { Plan, Policy } from "../plan/plan.ts";
import { addressRange } from "./address-range.ts";
import { refusedRanges } from "./private-answers.ts";

const LOOKUP_FAMILY = { ipv4: "V4_ONLY", ipv6: "V6_ONLY", both: "V4_PREFERRED" } as const;

/** Names that one cache keeps at a time; Envoy's default of 1,024 would refuse the next one. */
const MAX_HOSTS = 16_384;

/**
 * When a name that did not resolve is asked for again. Unless told so, Envoy waits for 60 s, and meanwhile refuses everybody who asks for
 * the name, also when DNS failed for a moment only (seen on a running mesh). The wait grows, so that names that do not exist cost few queries.
 * Source: envoy#10200, in Envoy 1.14.
 */
const FAILURE_REFRESH = { base_interval: "1s", max_interval: "60s" };

/**
 * The DNS cache that a filter and its cluster share; Envoy wants the same name and settings in both.
 *
 * Envoy refuses other settings under a name that is in use and keeps the old listener, so a hash of the settings is part of the name.
 */
export function dnsCacheConfig(owner: string, policy: Policy, plan: Plan): object {
  const known = settingsByAllowed(plan);
  const key = policy.allowPrivate.join();
  let found = known.get(key);
  if (found === undefined) {
    found = hashed(settingsFor(policy, plan));
    known.set(key, found);
  }
  return { name: `${owner}-${found.hash}`, ...found.settings };
}

interface Hashed {
  readonly settings: object;
  readonly hash: string;
}

/** By the private ranges that a policy allows, which are nearly always the same: taking ranges apart takes longer than all the rest. */
const settingsByAllowed = onceForPlan(() => new Map<string, Hashed>());

function hashed(settings: object): Hashed {
  return { settings, hash: fnv1a(JSON.stringify(settings)).toString(16).padStart(8, "0") };
}

function settingsFor(policy: Policy, plan: Plan): object {
  return {
    dns_lookup_family: LOOKUP_FAMILY[plan.gateway.ipFamily],
    max_hosts: MAX_HOSTS,
    dns_failure_refresh_rate: FAILURE_REFRESH,
    ...(plan.target.has("envoy-resolved-address-filter")
      ? { resolved_address_filter: privateAddresses(policy, plan) }
      : {}),
  };
}

/**
 * Private addresses are dropped from an answer before anything sees it. Judging the address later is not enough: of several addresses
 * Envoy judges the first, and when that does not answer it connects to the next (seen on a running mesh).
 */
function privateAddresses(policy: Policy, plan: Plan): object {
  const allowed = policy.allowPrivate.map((cidr) => parseCidr(cidr));
  const dropped = refusedRanges(plan.gateway.meshCidrs).flatMap((cidr) => cidrWithout(parseCidr(cidr), allowed));
  return { ranges: dropped.map(({ text }) => addressRange(text)) };
}
