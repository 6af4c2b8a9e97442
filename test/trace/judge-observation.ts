import type { KubernetesObject, Observation } from "./observation.ts";
import { replay } from "./replay.ts";
import { describe } from "./replay-report.ts";
import { compareStructure, type StructureReport } from "./structure.ts";

/** What came of holding one observation against the model. */
export interface Judgement {
  readonly right: number;
  /** Each told in full. */
  readonly disagreements: readonly string[];
  /** What the model does not know, by its reason. */
  readonly unknown: readonly string[];
  /** Reasons that nothing in the configuration is a cause for. */
  readonly unfounded: readonly string[];
  readonly structure: StructureReport;
}

/**
 * All that a random configuration may leave open: which of two ServiceEntries of one age istiod takes, where it puts the endpoints of
 * both, weights, what an Envoy had before it refused a listener; and what an EnvoyFilter changes.
 */
const OPEN = [
  /both declare/,
  /^weights leave it to chance/,
  /^Envoy refuses this listener/,
  /chance decides/,
  /^EnvoyFilter \S+ patches this/,
];

export function judge(observation: Observation, base: readonly KubernetesObject[]): Judgement {
  const judged = replay(observation, base);
  const known = judged.filter(({ predicted }) => predicted.outcome !== "unknown");
  const wrong = known.filter(({ differences }) => differences.length > 0);
  const unknown = judged.flatMap(({ predicted }) => (predicted.outcome === "unknown" ? [predicted.says] : []));
  return {
    right: known.length - wrong.length,
    disagreements: wrong.map((one) => `seed ${observation.seed}, connection ${judged.indexOf(one)}: ${describe(one)}`),
    unknown,
    unfounded: unknown.filter((says) => !OPEN.some((reason) => reason.test(says))),
    structure: compareStructure(observation, base),
  };
}
