import type { NetworkPolicyEgressRule } from "kubernetes-types/networking/v1";
import { containerPort, gatewayPorts } from "../gateway/gateway-ports.ts";
import type { Plan, Policy } from "../plan/plan.ts";
import { networkPolicy } from "../resources/network-policy.ts";
import type { Resource } from "../resources/resource.ts";
import type { ClientNamespace } from "./client-namespaces.ts";
import { namespaceNamed, tcp, toDns, toIstiod, toNamespaces } from "./peers.ts";
import { toPublicAddresses } from "./public-addresses.ts";
import { notWaypoint } from "./waypoint-network-policy.ts";

/** What the pods of a client namespace may still reach, also when they go around their sidecars. */
export function clientNetworkPolicy({ namespace, policies }: ClientNamespace, plan: Plan): Resource {
  const byGateway = policies.some(throughGateway);
  const byThemselves = policies.filter(({ strategy }) => strategy === "direct" || strategy === "dynamic-dns");
  return {
    part: "harden",
    why: byGateway
      ? "Pods of this namespace leave through the egress gateway, also when they go around their sidecars."
      : "Pods of this namespace leave by the ways that the policies need, also when they go around their sidecars.",
    manifest: networkPolicy(
      { name: "egress-by-policy-only", namespace, instance: "hardening" },
      {
        podSelector: policies.some(({ strategy }) => strategy === "waypoint") ? notWaypoint(plan) : {},
        policyTypes: ["Egress"],
        egress: [
          ...toDns(),
          ...(plan.target.dataPlane === "sidecar" ? [toIstiod()] : []),
          // The namespace's own pods; in ambient mode that is also the way to its waypoint (HBONE, 15008).
          { to: [{ podSelector: {} }] },
          ...(byGateway ? [toGateway(plan)] : []),
          ...toNamespaces(plan.hardening.allowNamespaces),
          ...toPublicAddresses(byThemselves, plan, [4, 6]),
        ],
      },
      plan.target.release,
    ),
  };
}

function throughGateway({ strategy }: Policy): boolean {
  return strategy === "single-host" || strategy === "sni-proxy";
}

/** NetworkPolicies see the pod's port, not the Service's. */
function toGateway(plan: Plan): NetworkPolicyEgressRule {
  return {
    to: [
      {
        namespaceSelector: namespaceNamed(plan.gateway.namespace),
        podSelector: { matchLabels: { ...plan.gateway.selector } },
      },
    ],
    ports: tcp(portsOfGatewayPods(plan)),
  };
}

/**
 * A gateway of our making listens where we say. Any other is one of Istio's: its charts have led 443 to 8443 since 1.7, and to 443 itself before
 * that and in the gateway chart, so both are opened; a note says how to look.
 */
function portsOfGatewayPods(plan: Plan): number[] {
  const ports = gatewayPorts(plan);
  const numbers =
    plan.gateway.install === "none"
      ? ports.flatMap(({ port }) => [port, containerPort(port)])
      : ports.map(({ targetPort }) => targetPort);
  return [...new Set(numbers)].sort((one, other) => one - other);
}
