import type { LabelSelector } from "kubernetes-types/meta/v1";
import type { Plan } from "../plan/plan.ts";
import { networkPolicy } from "../resources/network-policy.ts";
import type { Resource } from "../resources/resource.ts";
import type { ClientNamespace } from "./client-namespaces.ts";
import { toDns, toIstiod } from "./peers.ts";
import { toPublicAddresses } from "./public-addresses.ts";

/** istiod puts this label on the pods of the gateways that it deploys, waypoints included. */
const GATEWAY_NAME_LABEL = "gateway.networking.k8s.io/gateway-name";

/** The waypoint stands in the clients' namespace and goes out for them, so it has a policy of its own: that of a gateway. */
export function waypointNetworkPolicy({ namespace, policies }: ClientNamespace, plan: Plan): Resource[] {
  const served = policies.filter(({ strategy }) => strategy === "waypoint");
  if (served.length === 0) return [];
  const { waypoint } = plan.gateway;
  return [
    {
      part: "harden",
      why: "The waypoint's pods reach public addresses only, whatever a name resolves to.",
      manifest: networkPolicy(
        { name: `${waypoint}-public-addresses-only`, namespace, instance: "hardening" },
        {
          podSelector: { matchLabels: { [GATEWAY_NAME_LABEL]: waypoint } },
          policyTypes: ["Egress"],
          egress: [...toDns(), toIstiod(), ...toPublicAddresses(served, plan, [4, 6])],
        },
        plan.target.release,
      ),
    },
  ];
}

/** Every pod but the waypoint's: NetworkPolicies add up, and the clients' would open the namespace to the waypoint. */
export function notWaypoint(plan: Plan): LabelSelector {
  return { matchExpressions: [{ key: GATEWAY_NAME_LABEL, operator: "NotIn", values: [plan.gateway.waypoint] }] };
}
