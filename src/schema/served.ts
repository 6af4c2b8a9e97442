import { ALL_RELEASES, minorOf } from "../istio/release.ts";
import type { Run } from "./store.ts";

/** The run that holds for an apiVersion on a release, undefined when the release does not serve it. */
export function runFor<R extends Run>(runs: readonly R[], apiVersion: string, release: string): R | undefined {
  return runs.find((run) => run.apiVersion === apiVersion && covers(run, release));
}

/** apiVersions of the kind that a release serves, in the order in which they came. */
export function servedOn(runs: readonly Run[], release: string): string[] {
  return runs.filter((run) => covers(run, release)).map((run) => run.apiVersion);
}

export function covers(run: Pick<Run, "from" | "to">, release: string): boolean {
  const minor = minorOf(release);
  return minorOf(run.from) <= minor && minor <= minorOf(run.to);
}

/**
 * Which of the snapshots, oldest first, are the last not after a release and the first not before it: the same one where it is the release's own.
 * Undefined where there is none on one side.
 */
export function indicesAround(
  snapshots: readonly { readonly at: number }[],
  minor: number,
): { before: number; after: number } | undefined {
  const before = snapshots.findLastIndex(({ at }) => at <= minor);
  const after = snapshots.findIndex(({ at }) => at >= minor);
  return before === -1 || after === -1 ? undefined : { before, after };
}

/** When something is there, seen from a release that does not have it. */
export type Availability =
  | { readonly kind: "later"; readonly since: string; readonly of?: string }
  | { readonly kind: "earlier"; readonly until: string; readonly of?: string }
  | { readonly kind: "never" };

/** Looks through the runs in which something is: the next later release that has it, else the last earlier one. */
export function availability(having: readonly Run[], release: string): Availability {
  const minor = minorOf(release);
  const later = having.filter((run) => minorOf(run.from) > minor).sort((a, b) => minorOf(a.from) - minorOf(b.from))[0];
  if (later !== undefined) return { kind: "later", since: later.from, ...ofPart(later) };
  const earlier = having.filter((run) => minorOf(run.to) < minor).sort((a, b) => minorOf(b.to) - minorOf(a.to))[0];
  if (earlier !== undefined) return { kind: "earlier", until: earlier.to, ...ofPart(earlier) };
  return { kind: "never" };
}

/** "exists since Istio 1.28", "exists until Istio 1.12 (Kubernetes 1.22)"; undefined when it never existed. */
export function describeAvailability(found: Availability): string | undefined {
  if (found.kind === "never") return undefined;
  const of = found.of === undefined ? "" : ` (${found.of})`;
  return found.kind === "later" ? `exists since Istio ${found.since}${of}` : `exists until Istio ${found.until}${of}`;
}

export function isKnownRelease(release: string): boolean {
  return ALL_RELEASES.includes(release);
}

function ofPart(run: Run): { of?: string } {
  return run.of === undefined ? {} : { of: run.of };
}
