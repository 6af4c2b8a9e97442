import type { EgressUnit, Policy, PortProtocol } from "./plan.ts";

/** Suffix of the names that exist only between sidecar and gateway. `.internal` is reserved for private use (ICANN, 2024). */
export const PRIVATE_SUFFIX = "wildegress.internal";

/** Loopback ports are taken from here: clear of Istio's own 15000-15099, of node ports and of the kernel's ephemeral range. */
const FIRST_LOOPBACK_PORT = 20_000;
const LOOPBACK_PORTS = 10_000;

/** The longest policy name: with `-65535` it is still a DNS label, which the outer SNI and a subset's name must be. */
export const MAX_POLICY_NAME = 50;

/** What a (policy, port) is called on its way; see {@link EgressUnit}. */
export function egressUnit(
  policyName: string,
  port: number,
  protocol: PortProtocol,
  taken: ReadonlySet<number>,
): EgressUnit {
  const name = unitName(policyName, port, protocol);
  return {
    name,
    outerSni: `${name}.${PRIVATE_SUFFIX}`,
    loopbackHost: `${name}.sni-proxy.${PRIVATE_SUFFIX}`,
    loopbackPort: loopbackPort(name, taken),
  };
}

function unitName(policyName: string, port: number, protocol: PortProtocol): string {
  if (port === 443 && protocol === "tls") return policyName;
  if (port === 80 && protocol === "http") return `${policyName}-http`;
  return `${policyName}-${port}`;
}

/**
 * A port that depends on the unit's name, not on its place in a list: policies that are generated in different runs for one gateway
 * must not take each other's port, and adding one must not move the others.
 */
function loopbackPort(unit: string, taken: ReadonlySet<number>): number {
  let offset = fnv1a(unit) % LOOPBACK_PORTS;
  while (taken.has(FIRST_LOOPBACK_PORT + offset)) offset = (offset + 1) % LOOPBACK_PORTS;
  return FIRST_LOOPBACK_PORT + offset;
}

/** FNV-1a, 32 bit: short, stable, and good enough to spread names. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Names of resources; they follow Istio's own docs where those have one. */
export const resourceName = {
  serviceEntry: (policy: Policy, suffix = "") => `${policy.name}${suffix}`,
  exactServiceEntry: (policy: Policy, suffix = "") => `${policy.name}-exact${suffix}`,
  clientVirtualService: (policy: Policy, suffix = "") => `direct-${policy.name}-through-egress-gateway${suffix}`,
  clientDestinationRule: (policy: Policy) => `egressgateway-for-${policy.name}`,
  gateway: (policy: Policy) => `egressgateway-${policy.name}`,
  gatewayVirtualService: (name: string) => `forward-${name}-from-egress-gateway`,
  sniProxy: (unit: EgressUnit) => `sni-proxy-${unit.name}`,
  sniProxyDestinationRule: (unit: EgressUnit) => `disable-mtls-for-sni-proxy-${unit.name}`,
  authorizationPolicy: (policy: Policy) => `callers-of-${policy.name}`,
  tlsOrigination: (policy: Policy) => `tls-origination-for-${policy.name}`,
} as const;

/**
 * Names of the common hosts' ServiceEntries: `www-wikipedia` for `www.wikipedia.org`, as in Istio's docs; the host itself where two of them
 * would have the same name.
 *
 * @param hosts all of the plan, each once
 */
export function namesForCommonHosts(hosts: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const host of hosts) counts.set(withoutLastLabel(host), (counts.get(withoutLastLabel(host)) ?? 0) + 1);
  return new Map(
    hosts.map((host) => {
      const short = withoutLastLabel(host);
      return [host, counts.get(short) === 1 ? short : host];
    }),
  );
}

function withoutLastLabel(host: string): string {
  return host.split(".").slice(0, -1).join("-");
}

/** Kubernetes takes names of at most 253 characters, dots included. */
const MAX_NAME = 253;

/** A name for what belongs to one host of a policy: `wikipedia-any.wikipedia.org` for `*.wikipedia.org`. Different for different hosts. */
export function nameForHost(prefix: string, host: string): string {
  const name = `${prefix}-${host.replace(/^\*/, "any")}`;
  if (name.length <= MAX_NAME) return name;
  return `${name.slice(0, MAX_NAME - 9).replace(/[-.]+$/, "")}-${fnv1a(name).toString(16).padStart(8, "0")}`;
}
