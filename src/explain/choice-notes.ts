import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan, Policy } from "../plan/plan.ts";
import { weigh } from "../strategies/choose.ts";

/**
 * Says which strategies `auto` took, and why not the others: one note for each strategy, with its first policy as the example.
 * Nothing for `direct` without a release: there was nothing to choose from, and its own warning says so.
 */
export function choiceNotes(plan: Plan): Diagnostic[] {
  const chosen = plan.policies.filter(
    ({ strategy, strategyChosen }) => strategyChosen && (strategy !== "direct" || plan.target.releaseKnown),
  );
  const byStrategy = new Map<string, Policy[]>();
  for (const policy of chosen) byStrategy.set(policy.strategy, [...(byStrategy.get(policy.strategy) ?? []), policy]);
  return [...byStrategy].flatMap(([strategy, policies]) => {
    const [first] = policies;
    if (first === undefined) return [];
    const others = weigh(first, plan).filter((entry) => !entry.chosen);
    return {
      severity: "info",
      code: "strategy-chosen",
      what: `${subject(policies)}: auto chose ${strategy}, ${weigh(first, plan).find((entry) => entry.chosen)?.reason ?? ""}`,
      why: others.map(({ id, reason }) => `not ${id}: ${reason}`).join("; "),
      fix: `--strategy ${strategy} says so and keeps this note away; --dry-run tells more`,
    };
  });
}

function subject(policies: readonly Policy[]): string {
  const names = policies.slice(0, 3).map(({ name }) => `"${name}"`);
  const more = policies.length > names.length ? ` and ${policies.length - names.length} more` : "";
  return `${policies.length === 1 ? "policy" : "policies"} ${names.join(", ")}${more}`;
}
