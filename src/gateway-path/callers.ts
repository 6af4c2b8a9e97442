import { resourceName } from "../plan/names.ts";
import { onceForPlan } from "../plan/once-for-plan.ts";
import type { Caller, Plan, Policy } from "../plan/plan.ts";
import { authorizationPolicy } from "../resources/authorization-policy.ts";
import type { Resource } from "../resources/resource.ts";

/**
 * Who may use the policy, by the identity in the caller's certificate and the outer SNI that names the policy.
 *
 * One ALLOW policy closes the gateway to whatever no ALLOW policy names. So as soon as one policy of the plan names its callers,
 * every other gets an ALLOW of its own, for any identity of the mesh.
 */
export function callersAtGateway(policy: Policy, plan: Plan): Resource[] {
  if (!namesCallers(plan)) return [];
  return [
    {
      part: "gateway",
      why:
        policy.callers.length === 0
          ? "Any workload of the mesh may use this policy; needed because other policies at this gateway name their callers."
          : "Only these workloads may use this policy, by their certificates, also when they go around their sidecars.",
      manifest: authorizationPolicy(
        { namespace: plan.gateway.namespace, instance: policy.name, name: resourceName.authorizationPolicy(policy) },
        {
          selector: { matchLabels: { ...plan.gateway.selector } },
          action: "ALLOW",
          rules: [
            {
              from: sourcesOf(policy.callers),
              when: [{ key: "connection.sni", values: policy.ports.map(({ unit }) => unit.outerSni) }],
            },
          ],
        },
        plan.target.release,
      ),
    },
  ];
}

const namesCallers = onceForPlan(({ policies }) => policies.some(({ callers }) => callers.length > 0));

/** `from` of an AuthorizationPolicy: namespaces and principals are alternatives, so each kind is a source of its own. */
export function sourcesOf(callers: readonly Caller[]) {
  if (callers.length === 0) return [{ source: { principals: ["*"] } }];
  const namespaces = callers
    .filter(({ serviceAccount }) => serviceAccount === undefined)
    .map(({ namespace }) => namespace);
  const principals = callers
    .filter(({ serviceAccount }) => serviceAccount !== undefined)
    // Istio reads the trust domain "cluster.local" as the mesh's own, whatever it is called.
    .map(({ namespace, serviceAccount }) => `cluster.local/ns/${namespace}/sa/${serviceAccount}`);
  return [
    ...(namespaces.length > 0 ? [{ source: { namespaces } }] : []),
    ...(principals.length > 0 ? [{ source: { principals } }] : []),
  ];
}
