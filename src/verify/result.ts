import type { Check } from "./check.ts";

export type CheckStatus =
  | "ok"
  | "failed"
  /** Something to know that is no failure: logging is off, or the mesh does not enforce by design. */
  | "warning"
  /** Nothing to look at: no request that it would belong to was made. */
  | "skipped"
  /** It could not be run, so it says nothing. */
  | "not-run";

export interface CheckResult {
  readonly check: Check;
  readonly status: CheckStatus;
  /** What was seen, in one line. */
  readonly detail: string;
  readonly fix: string | undefined;
  readonly seconds: number;
}

export interface Summary {
  readonly ok: number;
  readonly failed: number;
  readonly warnings: number;
  readonly skipped: number;
  readonly notRun: number;
}

export function summarise(results: readonly CheckResult[]): Summary {
  const count = (status: CheckStatus): number => results.filter((result) => result.status === status).length;
  return {
    ok: count("ok"),
    failed: count("failed"),
    warnings: count("warning"),
    skipped: count("skipped"),
    notRun: count("not-run"),
  };
}
