import type { Plan } from "../plan/plan.ts";
import { podDisruptionBudget } from "../resources/pod-disruption-budget.ts";
import type { Resource } from "../resources/resource.ts";
import { gatewayLabels } from "./gateway-pod.ts";

/**
 * At most one pod at a time is taken away on purpose. Not "at least one stays": the autoscaler starts from a single pod, which could
 * then never be moved, and every drain of its node would wait for ever.
 *
 * It is a resource of its own with every installer: Istio's charts leave theirs out while the autoscaler may go down to one pod.
 */
export function gatewayDisruptionBudget(plan: Plan): Resource {
  return {
    part: "install",
    why: "A drain of nodes takes the gateway's pods one at a time.",
    manifest: podDisruptionBudget(
      { name: plan.gateway.name, namespace: plan.gateway.namespace, instance: plan.gateway.name },
      { maxUnavailable: 1, selector: { matchLabels: gatewayLabels(plan) } },
      plan.target.release,
    ),
  };
}
