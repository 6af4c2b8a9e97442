import type { Origin } from "../../diagnostics/diagnostic.ts";
import type { ConnectionOptions } from "../ask/connection-asked.ts";
import type { TraceOptions } from "../ask/options.ts";
import type { Place, TraceResult, Way } from "../result.ts";

/** One test of a routing-tests file. */
export interface Expectation {
  /** What its author calls it; "" for none. */
  readonly name: string;
  readonly host: string;
  readonly options: ConnectionOptions;
  readonly expect: ExpectText;
  /** The name or address where it must end; undefined: anywhere. */
  readonly destination: string | undefined;
  readonly at: Extract<Origin, { kind: "file" }>;
}

/** A routing-tests file. */
export interface ExpectFile {
  readonly file: string;
  /** What it says of the mesh; flags win over it. */
  readonly mesh: Pick<TraceOptions, "istio" | "outbound" | "dnsCapture">;
  readonly tests: readonly Expectation[];
}

/** What may be expected, as it is written. */
export const EXPECT_TEXTS = [
  "reached",
  "via nothing",
  "via sidecar",
  "via gateway",
  "via gateway and sni-proxy",
  "blocked",
  "blocked at client",
  "blocked at sidecar",
  "blocked at gateway",
  "blocked at sni-proxy",
  "blocked at destination",
  "unknown",
] as const;
export type ExpectText = (typeof EXPECT_TEXTS)[number];

const WAYS: Readonly<Record<Way, ExpectText>> = {
  "nothing between": "via nothing",
  sidecar: "via sidecar",
  gateway: "via gateway",
  "gateway and SNI proxy": "via gateway and sni-proxy",
};

/** What happened, in the words of an expectation. */
export function happened({ outcome, way, endsAt }: Pick<TraceResult, "outcome" | "way" | "endsAt">): ExpectText {
  if (outcome === "reached") return WAYS[way];
  return outcome === "unknown" ? "unknown" : blockedAt(endsAt);
}

export function blockedAt(place: Place): ExpectText {
  return `blocked at ${place}`;
}

export function reachedVia(way: Way): ExpectText {
  return WAYS[way];
}

/** Whether a result is as expected; `reached` and `blocked` leave open by which way and where. */
export function isAsExpected(
  { expect, destination }: Pick<Expectation, "expect" | "destination">,
  result: TraceResult,
): boolean {
  const fits = expect === "reached" || expect === "blocked" ? result.outcome === expect : happened(result) === expect;
  if (!fits || destination === undefined) return fits;
  return result.destination?.host === destination || result.destination?.address === destination;
}
