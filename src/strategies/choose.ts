import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import type { PolicyDraft } from "../plan/build-policies.ts";
import type { Plan, Policy, StrategyId } from "../plan/plan.ts";
import { STRATEGIES, strategyById } from "./registry.ts";

/** What a strategy was weighed with: the plan, in which the policies' own strategies may still be open. */
type PlanDraft = Omit<Plan, "policies">;

/**
 * Settles each policy's strategy: the one asked for when the target has it, or the safest that can work.
 *
 * @param gatewayWanted whether the user asked for a gateway: none is assumed to be there otherwise, since Istio's default profile installs none
 * @throws DiagnosticError when what was asked for cannot be had; it names what can
 */
export function chooseStrategies(drafts: readonly PolicyDraft[], plan: PlanDraft, gatewayWanted: boolean): Policy[] {
  const provisional = drafts.map((draft) => settled(draft, firstCandidate(draft, plan, gatewayWanted)));
  const draftPlan: Plan = { ...plan, policies: provisional };
  const faults: Diagnostic[] = [];
  const chosen = drafts.map((draft): Policy => {
    if (draft.strategy !== "auto") {
      const policy = settled(draft, draft.strategy);
      faults.push(...obstaclesTo(policy, draftPlan), ...idleWords(draft, policy));
      return policy;
    }
    const candidates = candidatesFor(draft, plan, gatewayWanted).map((id) => settled(draft, id));
    const found = candidates.find((candidate) => obstaclesTo(candidate, draftPlan).length === 0);
    if (found !== undefined) return found;
    const [safest] = candidates;
    if (safest !== undefined) faults.push(...obstaclesTo(safest, draftPlan));
    return settled(draft, "direct");
  });
  if (faults.length > 0) throw new DiagnosticError(...faults);
  return chosen;
}

/** Why the policy cannot have its strategy; empty when it can. */
export function obstaclesTo(policy: Policy, plan: Plan): readonly Diagnostic[] {
  return [...strategyById(policy.strategy).obstacles(policy, plan), ...settingsWithoutEffect(policy)];
}

/** The strategies that `auto` may take, the safest first. */
function candidatesFor(draft: PolicyDraft, plan: PlanDraft, gatewayWanted: boolean): StrategyId[] {
  if (draft.tlsOrigination) return ["dynamic-dns"];
  if (plan.target.dataPlane === "ambient") return ["waypoint"];
  if (draft.via !== undefined) return ["single-host"];
  return gatewayWanted || draft.wantsGateway ? ["sni-proxy"] : ["dynamic-dns", "direct"];
}

function firstCandidate(draft: PolicyDraft, plan: PlanDraft, gatewayWanted: boolean): StrategyId {
  return draft.strategy === "auto" ? (candidatesFor(draft, plan, gatewayWanted)[0] ?? "direct") : draft.strategy;
}

function settled({ wantsGateway: _, gatewayWords: __, ...draft }: PolicyDraft, strategy: StrategyId): Policy {
  return { ...draft, strategy, strategyChosen: draft.strategy === "auto" };
}

/** A setting that the strategy would pass over in silence is an error: the user counts on it. */
function settingsWithoutEffect(policy: Policy): Diagnostic[] {
  const { name, strategy, at } = policy;
  const found: Diagnostic[] = [];
  if (policy.tlsOrigination && strategy !== "dynamic-dns" && strategy !== "waypoint") {
    found.push({
      severity: "error",
      code: "tls-origination-elsewhere",
      what: `policy "${name}": ${strategy} cannot turn HTTP into TLS for a wildcard`,
      why: "the proxy has to resolve the name and to check its certificate, which only dynamic-dns does",
      fix: "use --strategy dynamic-dns (Istio 1.30 and later), or leave --tls-origination out",
      at,
    });
  }
  if (policy.via !== undefined && strategy !== "single-host") {
    found.push({
      severity: "error",
      code: "via-elsewhere",
      what: `policy "${name}": --via has no meaning with ${strategy}`,
      why: "only single-host sends every name to one host",
      fix: "use --strategy single-host, or leave --via out",
      at,
    });
  }
  return found;
}

/** The same for what has a meaning at a gateway only, where the user chose a strategy that has none. */
function idleWords({ gatewayWords }: PolicyDraft, { name, strategy }: Policy): Diagnostic[] {
  if (strategy === "sni-proxy") return [];
  return gatewayWords
    .filter(({ word }) => word === "sniProxy" || strategy !== "single-host")
    .map(({ word, at }) => ({
      severity: "error",
      code: "setting-without-effect",
      what: `policy "${name}": ${word === "mtls" ? "--mtls" : "--sni-proxy"} has no meaning with ${strategy}`,
      why:
        word === "mtls"
          ? "it is about the way to an egress gateway, and there is none"
          : "there is no SNI proxy on the way",
      fix: "use --strategy sni-proxy, or leave it out",
      at,
    }));
}

/** One strategy's place in the choice, for `--dry-run`. */
export interface Weighed {
  readonly id: StrategyId;
  readonly chosen: boolean;
  readonly reason: string;
}

/** Why the policy has its strategy, and why each other one does not. */
export function weigh(policy: Policy, plan: Plan): Weighed[] {
  return STRATEGIES.map(({ id, protection, usesGateway }) => {
    if (id === policy.strategy) {
      return {
        id,
        chosen: true,
        reason: policy.strategyChosen ? "the safest that this target is known to have" : "asked for",
      };
    }
    const [obstacle] = obstaclesTo({ ...policy, strategy: id }, plan);
    if (obstacle !== undefined)
      return { id, chosen: false, reason: obstacle.what.replace(`policy "${policy.name}": `, "") };
    if (!policy.strategyChosen) return { id, chosen: false, reason: `possible; ${protection}` };
    return {
      id,
      chosen: false,
      reason: usesGateway ? "possible with an egress gateway, which was not asked for" : `less safe; ${protection}`,
    };
  });
}
