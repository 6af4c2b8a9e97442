import type { Plan, Policy } from "../../plan/plan.ts";
import { kubernetesGateway } from "../../resources/kubernetes-gateway.ts";
import type { Resource } from "../../resources/resource.ts";

/** The waypoint itself, one for each client namespace: Istio deploys it from this Gateway. */
export function waypointGateway(policy: Policy, plan: Plan): Resource[] {
  return policy.clientNamespaces.map((namespace) => ({
    part: "gateway",
    why: "The waypoint that egress of this namespace goes through; istiod deploys it.",
    manifest: kubernetesGateway(
      {
        namespace,
        instance: plan.gateway.waypoint,
        name: plan.gateway.waypoint,
        labels: { "istio.io/waypoint-for": "service" },
      },
      { gatewayClassName: "istio-waypoint", listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }] },
      plan.target.release,
    ),
  }));
}
