import { ofKind, type Rule } from "./world.ts";

/** Only ALLOW, only positive matches: whatever a release does not know then closes, and does not open. */
export const authorizationAllowsOnly: Rule = (world) =>
  ofKind(world, "AuthorizationPolicy").flatMap(({ name, spec }) => {
    const found: string[] = [];
    if (spec.action !== "ALLOW") found.push(`${name}: action ${spec.action}`);
    if (spec.selector === undefined && (spec.targetRefs ?? []).length === 0)
      found.push(`${name} is for every workload`);
    if ((spec.rules ?? []).length === 0) found.push(`${name} has no rules`);
    for (const rule of spec.rules ?? []) {
      if ((rule.from ?? []).length === 0) found.push(`${name}: a rule for anybody`);
      const terms = [...(rule.from ?? []).map(({ source }) => source ?? {}), ...(rule.when ?? [])];
      for (const term of terms) {
        if (Object.keys(term).some((key) => key.startsWith("not"))) found.push(`${name}: a negative match`);
        if (Object.values(term).some((value) => Array.isArray(value) && value.length === 0))
          found.push(`${name}: an empty match`);
      }
    }
    return found;
  });

/** Callers are enforced for each (policy, port): one ALLOW policy closes the gateway for all that no other allows. */
export const callersAreEnforced: Rule = (world) => {
  const { plan } = world;
  const policies = plan.policies.filter(({ strategy }) => strategy === "sni-proxy" || strategy === "single-host");
  if (policies.every(({ callers }) => callers.length === 0)) return [];
  const allowed = ofKind(world, "AuthorizationPolicy").filter(({ namespace }) => namespace === plan.gateway.namespace);
  return policies.flatMap((policy) =>
    policy.ports.flatMap(({ unit }) => {
      const rules = allowed.flatMap(({ spec }) =>
        (spec.rules ?? []).filter(({ when = [] }) =>
          when.some(({ key, values = [] }) => key === "connection.sni" && values.includes(unit.outerSni)),
        ),
      );
      if (rules.length !== 1) return [`${unit.outerSni} is allowed by ${rules.length} rules`];
      const sources = (rules[0]?.from ?? []).flatMap(({ source }) => [
        ...(source?.namespaces ?? []),
        ...(source?.principals ?? []),
      ]);
      const expected = policy.callers.map(({ namespace, serviceAccount }) =>
        serviceAccount === undefined ? namespace : `cluster.local/ns/${namespace}/sa/${serviceAccount}`,
      );
      const wanted = expected.length === 0 ? ["*"] : expected;
      return [...sources].sort().join() === wanted.sort().join()
        ? []
        : [`${unit.outerSni} is allowed to ${sources.join()}`];
    }),
  );
};
