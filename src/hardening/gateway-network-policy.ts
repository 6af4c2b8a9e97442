import { isIP } from "node:net";
import type { NetworkPolicyEgressRule } from "kubernetes-types/networking/v1";
import { policiesThroughGateway } from "../gateway/served-policies.ts";
import type { Plan } from "../plan/plan.ts";
import { networkPolicy } from "../resources/network-policy.ts";
import type { Resource } from "../resources/resource.ts";
import { toDns, toIstiod } from "./peers.ts";
import { toPublicAddresses } from "./public-addresses.ts";

/**
 * The gateway's pods go to public addresses, on the policies' ports, and to nothing inside: whatever a name resolves to, the SNI proxy cannot be led
 * to a private address.
 */
export function gatewayNetworkPolicy(plan: Plan): Resource[] {
  const policies = policiesThroughGateway(plan);
  if (policies.length === 0) return [];
  const { name, namespace, selector, ipFamily } = plan.gateway;
  return [
    {
      part: "harden",
      why: "The gateway's pods reach public addresses only, whatever a name resolves to.",
      manifest: networkPolicy(
        { name: `${name}-public-addresses-only`, namespace, instance: name },
        {
          podSelector: { matchLabels: { ...selector } },
          policyTypes: ["Egress"],
          egress: [
            ...toDns(toResolvers(plan)),
            toIstiod(),
            ...toPublicAddresses(policies, plan, ipFamily === "both" ? [4, 6] : [ipFamily === "ipv4" ? 4 : 6]),
          ],
        },
        plan.target.release,
      ),
    },
  ];
}

/** nginx's own resolvers, where they were given as addresses. */
function toResolvers(plan: Plan): NetworkPolicyEgressRule[] {
  return plan.gateway.resolvers.flatMap((resolver) => {
    const place = addressOf(resolver);
    if (place === undefined) return [];
    const { address, port } = place;
    return [
      {
        to: [{ ipBlock: { cidr: `${address}/${isIP(address) === 4 ? 32 : 128}` } }],
        ports: [
          { protocol: "UDP" as const, port },
          { protocol: "TCP" as const, port },
        ],
      },
    ];
  });
}

/** `10.0.0.10`, `10.0.0.10:5353`, `[fd00::a]:53`; `undefined` for names, which have no address that could be known here. */
export function addressOf(resolver: string): { address: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(resolver);
  const address = match?.[1] ?? match?.[2] ?? resolver;
  if (isIP(address) === 0) return undefined;
  return { address, port: Number(match?.[3] ?? 53) };
}
