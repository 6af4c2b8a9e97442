import { sourcesOf } from "../../gateway-path/callers.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import { authorizationPolicy } from "../../resources/authorization-policy.ts";
import type { Resource } from "../../resources/resource.ts";
import { serviceNames } from "./services.ts";

/** Who may use the policy, judged by the waypoint; it targets the policy's ServiceEntries, so the waypoint's other services stay as they are. */
export function callersAtWaypoint(policy: Policy, plan: Plan): Resource[] {
  if (policy.callers.length === 0) return [];
  return policy.clientNamespaces.map((namespace) => ({
    part: "gateway",
    why: "Only these workloads may use this policy, by the identity that ztunnel vouches for.",
    manifest: authorizationPolicy(
      { namespace, instance: policy.name, name: resourceName.authorizationPolicy(policy) },
      {
        targetRefs: serviceNames(policy).map((name) => ({ group: "networking.istio.io", kind: "ServiceEntry", name })),
        action: "ALLOW",
        rules: [{ from: sourcesOf(policy.callers) }],
      },
      plan.target.release,
    ),
  }));
}
