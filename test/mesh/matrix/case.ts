import type { StrategyId } from "../../../src/plan/plan.ts";
import type { Probe } from "../probe/probe.ts";

/** One request to `wildegress gen`, and what the clients then come to. */
export interface MeshCase {
  readonly strategy: StrategyId;
  /** Unique. */
  readonly title: string;
  /** Arguments of `wildegress gen`. */
  readonly gen: readonly string[];
  /** For `-f -`. */
  readonly input?: string;
  readonly probes: readonly Probe[];
}
