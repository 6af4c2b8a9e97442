import type { NetworkPolicyEgressRule, NetworkPolicyPeer } from "kubernetes-types/networking/v1";
import type { Plan, Policy } from "../plan/plan.ts";
import { type Cidr, cidrContains, PRIVATE_RANGES, parseCidr } from "../plan/private-ranges.ts";
import { tcp } from "./peers.ts";

const EVERYTHING = { 4: "0.0.0.0/0", 6: "::/0" } as const;

/**
 * Lets pods go to public addresses on the policies' ports, and to nothing private, loopback, link-local or the mesh's own. Private ranges
 * that a policy allows get a rule of their own, on that policy's ports.
 *
 * @param versions which of IPv4 and IPv6
 */
export function toPublicAddresses(
  policies: readonly Policy[],
  plan: Plan,
  versions: readonly (4 | 6)[],
): NetworkPolicyEgressRule[] {
  if (policies.length === 0) return [];
  const own = plan.gateway.meshCidrs.map((text) => parseCidr(text));
  const blocks = versions.flatMap((version) => publicBlock(version, own));
  return [...(blocks.length === 0 ? [] : [{ to: blocks, ports: tcp(portsOf(policies)) }]), ...allowedPrivate(policies)];
}

function publicBlock(version: 4 | 6, own: readonly Cidr[]): NetworkPolicyPeer[] {
  const refused = PRIVATE_RANGES.filter(({ onWire }) => onWire)
    .map(({ cidr }) => parseCidr(cidr))
    .concat(own)
    .filter((cidr) => cidr.version === version);
  // The API server wants exceptions inside the block; a mesh that owns every address leaves no public one.
  if (refused.some(({ prefix }) => prefix === 0)) return [];
  const outermost = refused.filter(
    (cidr, index) =>
      !refused.some(
        (other, otherIndex) =>
          otherIndex !== index && cidrContains(other, cidr) && (other.text !== cidr.text || otherIndex < index),
      ),
  );
  return [{ ipBlock: { cidr: EVERYTHING[version], except: outermost.map(({ text }) => text) } }];
}

/** Policies that allow the same ranges on the same ports share a rule. */
function allowedPrivate(policies: readonly Policy[]): NetworkPolicyEgressRule[] {
  const rules = new Map<string, NetworkPolicyEgressRule>();
  for (const policy of policies) {
    if (policy.allowPrivate.length === 0) continue;
    const ports = portsOf([policy]);
    rules.set(`${policy.allowPrivate.join()} ${ports.join()}`, {
      to: policy.allowPrivate.map((cidr) => ({ ipBlock: { cidr } })),
      ports: tcp(ports),
    });
  }
  return [...rules.values()];
}

/** Ports that leave the pod. TLS origination turns plain HTTP into TLS on 443 on the way out. */
function portsOf(policies: readonly Policy[]): number[] {
  const numbers = policies.flatMap(({ ports, tlsOrigination }) =>
    ports.map(({ number, protocol }) => (tlsOrigination && protocol === "http" ? 443 : number)),
  );
  return [...new Set(numbers)].sort((one, other) => one - other);
}
