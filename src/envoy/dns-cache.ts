import { fnv1a } from "../plan/names.ts";
import type { GatewayPlan } from "../plan/plan.ts";

const LOOKUP_FAMILY = { ipv4: "V4_ONLY", ipv6: "V6_ONLY", both: "V4_PREFERRED" } as const;

/** Names that one cache keeps at a time; Envoy's default of 1,024 would refuse the next one. */
const MAX_HOSTS = 16_384;

/**
 * The DNS cache that a filter and its cluster share; Envoy wants the same name and settings in both.
 *
 * Envoy refuses other settings under a name that is in use and keeps the old listener, so a hash of the settings is part of the name.
 */
export function dnsCacheConfig(owner: string, gateway: GatewayPlan): object {
  const settings = { dns_lookup_family: LOOKUP_FAMILY[gateway.ipFamily], max_hosts: MAX_HOSTS };
  const hash = fnv1a(JSON.stringify(settings)).toString(16).padStart(8, "0");
  return { name: `${owner}-${hash}`, ...settings };
}
