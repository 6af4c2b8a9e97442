import type { Plan } from "./plan.ts";

/** What is asked for each policy and depends on the whole plan is worked out once: else 1,000 policies would look at 1,000 policies each. */
export function onceForPlan<T>(find: (plan: Plan) => T): (plan: Plan) => T {
  const known = new WeakMap<Plan, { readonly found: T }>();
  return (plan) => {
    const before = known.get(plan);
    if (before !== undefined) return before.found;
    const found = find(plan);
    known.set(plan, { found });
    return found;
  };
}
