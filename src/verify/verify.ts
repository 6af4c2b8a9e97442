import type { Plan } from "../plan/plan.ts";
import type { Check } from "./check.ts";
import { planChecks } from "./checks.ts";
import { checkNames, type NameOptions } from "./names.ts";
import { withSources } from "./open-source.ts";
import type { CheckResult } from "./result.ts";
import { runChecks } from "./run.ts";
import type { SourceRequest } from "./source.ts";
import type { VerifyTools } from "./tools.ts";

export interface VerifyOptions extends NameOptions {
  readonly sources: readonly SourceRequest[];
  readonly maxSeconds: number;
  readonly istioNamespace: string;
  readonly allowAny: boolean;
}

/**
 * The checks of a plan, in the order in which they are run.
 *
 * @throws DiagnosticError when a name that was given is on the wrong side of the policies
 */
export function checksFor(plan: Plan, options: VerifyOptions): Check[] {
  checkNames(plan, options);
  return planChecks(plan, { ...options, sourceIsPod: options.sources[0]?.kind !== "exec" });
}

/**
 * Finds or brings the source, runs the checks from there, and takes away what it brought.
 *
 * @param interrupted rejects when the user breaks off
 * @param onResult called after each check
 * @throws EnvironmentError when there is nothing to run the checks from
 */
export async function verify(
  plan: Plan,
  checks: readonly Check[],
  options: VerifyOptions,
  tools: VerifyTools,
  interrupted: Promise<never>,
  newSuffix: () => string,
  onResult: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const settings = { plan, ...options };
  return await withSources(options.sources, plan, tools, interrupted, newSuffix, (sources, working) =>
    runChecks(checks, sources, settings, working, onResult),
  );
}
