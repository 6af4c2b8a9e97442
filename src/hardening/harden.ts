import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/plan.ts";
import type { Resource } from "../resources/resource.ts";
import { clientNamespacesOf } from "./client-namespaces.ts";
import { clientNetworkPolicy } from "./client-network-policy.ts";
import { gatewayNetworkPolicy } from "./gateway-network-policy.ts";
import { networkPolicyNotes } from "./network-policy-notes.ts";
import { registryOnlySidecar } from "./registry-only-sidecar.ts";
import { sidecarNotes } from "./sidecar-notes.ts";
import { waypointNetworkPolicy } from "./waypoint-network-policy.ts";

/** What closes the other ways out, as far as the plan asks for it, and what else it closes. Applied last. */
export function harden(plan: Plan): { resources: Resource[]; notes: Diagnostic[] } {
  const namespaces = clientNamespacesOf(plan);
  const { sidecar, networkPolicy } = plan.hardening;
  // In ambient mode there are no sidecars that could read a Sidecar.
  const sidecars = sidecar && plan.target.dataPlane === "sidecar";
  return {
    resources: [
      ...(sidecars ? namespaces.map((namespace) => registryOnlySidecar(namespace, plan)) : []),
      ...(networkPolicy
        ? [
            ...gatewayNetworkPolicy(plan),
            ...namespaces.flatMap((namespace) => [
              ...waypointNetworkPolicy(namespace, plan),
              clientNetworkPolicy(namespace, plan),
            ]),
          ]
        : []),
    ],
    notes: [
      ...(sidecar ? sidecarNotes(namespaces, plan) : []),
      ...(networkPolicy ? networkPolicyNotes(namespaces, plan) : []),
    ],
  };
}
