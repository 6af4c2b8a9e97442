import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { Plan } from "./plan/plan.ts";
import type { KubernetesObject, Resource } from "./resources/resource.ts";

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
