import type { Plan, Policy } from "../plan/plan.ts";

/** A namespace with workloads that policies are for, and those policies. */
export interface ClientNamespace {
  /** `undefined`: the one that kubectl is set to. */
  readonly namespace: string | undefined;
  readonly policies: readonly Policy[];
}

/** Each client namespace of the plan once; the unnamed one first, the others sorted. */
export function clientNamespacesOf(plan: Plan): ClientNamespace[] {
  const byNamespace = new Map<string | undefined, Policy[]>();
  for (const policy of plan.policies) {
    for (const namespace of policy.clientNamespaces) {
      const policies = byNamespace.get(namespace);
      if (policies === undefined) byNamespace.set(namespace, [policy]);
      else policies.push(policy);
    }
  }
  return [...byNamespace]
    .map(([namespace, policies]) => ({ namespace, policies }))
    .sort((one, other) => ((one.namespace ?? "") < (other.namespace ?? "") ? -1 : 1));
}

/** `default and team-b`, for messages. */
export function namespacesInWords(namespaces: readonly (string | undefined)[]): string {
  return namespaces.map((namespace) => namespace ?? "the namespace that kubectl is set to").join(" and ");
}
