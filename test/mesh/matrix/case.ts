import type { Capability } from "../../../src/istio/capability.ts";
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
  /** Where the release lacks one of them, `gen` must refuse the request, and that is what is tried. */
  readonly needs?: readonly Capability[];
  /** `gen` must refuse the request whatever the release, and say this. */
  readonly refusal?: string;
  /** Applied with what `gen` prints: something of the mesh's own that the case is about. */
  readonly also?: object;
  readonly probes: readonly Probe[];
}
