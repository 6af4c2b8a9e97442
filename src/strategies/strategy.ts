import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan, Policy, StrategyId } from "../plan/plan.ts";
import type { Resource } from "../resources/resource.ts";

/** What a strategy makes of a policy. */
export interface StrategyOutput {
  readonly resources: readonly Resource[];
  /** Whatever was asked for and cannot be said in Istio's words, and what the user must know before applying. */
  readonly notes: readonly Diagnostic[];
}

/** One way to let traffic out. All there is to know about it is in its folder. */
export interface Strategy {
  readonly id: StrategyId;
  /** One line, for `wildegress strategies`. */
  readonly summary: string;
  /** What the target must have, in words. */
  readonly needs: string;
  /** What it protects from, in words; the docs page says it at length. */
  readonly protection: string;
  readonly usesGateway: boolean;
  /** Why the policy cannot have this strategy on this target; empty when it can. Each names the alternative. */
  obstacles(policy: Policy, plan: Plan): readonly Diagnostic[];
  /** Pure; called only when there are no obstacles. */
  build(policy: Policy, plan: Plan): StrategyOutput;
  /** The hops of a connection, first to last, for `--dry-run`. */
  hops(policy: Policy, plan: Plan): readonly string[];
}
