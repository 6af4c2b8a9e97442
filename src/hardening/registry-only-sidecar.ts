import type { Plan } from "../plan/plan.ts";
import type { Resource } from "../resources/resource.ts";
import { sidecar } from "../resources/sidecar.ts";
import type { ClientNamespace } from "./client-namespaces.ts";

/**
 * Sidecars of a client namespace send on what the registry knows and nothing else: a name that no policy lists is refused, also on a mesh that lets
 * everything out.
 *
 * `default` is the name that Istio's docs give to a namespace's one Sidecar without a workloadSelector; of two, Istio reads the older.
 */
export function registryOnlySidecar({ namespace }: ClientNamespace, plan: Plan): Resource {
  return {
    part: "harden",
    why: "Sidecars of this namespace refuse destinations that Istio has not been told of.",
    manifest: sidecar(
      { name: "default", namespace, instance: "hardening" },
      {
        // Everything that is exported to this namespace, as without a Sidecar: other services of the mesh stay reachable.
        egress: [{ hosts: ["*/*"] }],
        outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
      },
      plan.target.release,
    ),
  };
}
