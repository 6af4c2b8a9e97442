import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { gatewayInstall } from "./gateway/install.ts";
import { harden } from "./hardening/harden.ts";
import { orderResources } from "./output/order.ts";
import type { Plan } from "./plan/plan.ts";
import { refuseNameClashes } from "./resources/refuse-name-clashes.ts";
import type { KubernetesObject, Resource } from "./resources/resource.ts";
import { sizeNotes } from "./resources/size.ts";
import { manyDomainsNotes } from "./strategies/many-domains.ts";
import { strategyById } from "./strategies/registry.ts";

/** A file that belongs to the output but is not for `kubectl apply`: Helm values, an IstioOperator. */
export interface Artifact {
  readonly kind: "HelmValues" | "IstioOperator";
  readonly fileName: string;
  readonly content: KubernetesObject | Readonly<Record<string, unknown>>;
  readonly why: string;
}

export interface Generated {
  readonly plan: Plan;
  /** In the order in which it is safe to apply them. */
  readonly resources: readonly Resource[];
  readonly artifacts: readonly Artifact[];
  /** Warnings and remarks for stderr; never errors. */
  readonly notes: readonly Diagnostic[];
}

/**
 * Turns a plan into manifests. Pure: the same plan gives the same objects in the same order.
 *
 * @throws DiagnosticError when two policies make resources of one name, or one is larger than a cluster takes
 */
export function generate(plan: Plan): Generated {
  const built = plan.policies.map((policy) => strategyById(policy.strategy).build(policy, plan));
  const install = gatewayInstall(plan);
  const hardening = harden(plan);
  const made = [...built.flatMap((output) => output.resources), ...install.resources, ...hardening.resources];
  refuseNameClashes(made, plan.policies);
  const resources = orderResources(made);
  return {
    plan,
    resources,
    artifacts: install.artifacts,
    notes: [
      ...built.flatMap((output) => output.notes),
      ...manyDomainsNotes(plan),
      ...install.notes,
      ...hardening.notes,
      ...sizeNotes(resources),
    ],
  };
}
