import { sourcesOf } from "../../gateway-path/callers.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import { authorizationPolicy } from "../../resources/authorization-policy.ts";
import type { Resource } from "../../resources/resource.ts";
import { serviceNames } from "./services.ts";

/** An AuthorizationPolicy takes at most 16 targets. */
const MAX_TARGETS = 16;

/** Who may use the policy, judged by the waypoint; it targets the policy's ServiceEntries, so the waypoint's other services stay as they are. */
export function callersAtWaypoint(policy: Policy, plan: Plan): Resource[] {
  if (policy.callers.length === 0) return [];
  const targets = serviceNames(policy).map((name) => ({ group: "networking.istio.io", kind: "ServiceEntry", name }));
  return policy.clientNamespaces.flatMap((namespace) => {
    const resources: Resource[] = [];
    for (let start = 0; start < targets.length; start += MAX_TARGETS) {
      const suffix = start === 0 ? "" : `-${start / MAX_TARGETS + 1}`;
      resources.push({
        part: "gateway",
        why: "Only these workloads may use this policy, by the identity that ztunnel vouches for.",
        manifest: authorizationPolicy(
          { namespace, instance: policy.name, name: resourceName.authorizationPolicy(policy) + suffix },
          {
            targetRefs: targets.slice(start, start + MAX_TARGETS),
            action: "ALLOW",
            rules: [{ from: sourcesOf(policy.callers) }],
          },
          plan.target.release,
        ),
      });
    }
    return resources;
  });
}
