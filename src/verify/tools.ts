import { EnvironmentError } from "../diagnostics/diagnostic.ts";
import type { RunProgram } from "../programs/run-program.ts";

/** What verify needs of the outside world; tests hand in their own. */
export interface VerifyTools {
  readonly run: RunProgram;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/**
 * Tools that stop waiting when the user breaks off (Ctrl-C), so that what was brought into the cluster is taken away at once.
 * `tools` itself stays usable for that.
 */
export function interruptible(tools: VerifyTools, interrupted: Promise<never>): VerifyTools {
  const controller = new AbortController();
  // What still runs is stopped: it would keep this process alive until it is done.
  interrupted.catch(() => controller.abort());
  const { signal } = controller;
  return {
    run: (program, args, options) => Promise.race([tools.run(program, args, { ...options, signal }), interrupted]),
    now: () => tools.now(),
    wait: (milliseconds) => Promise.race([tools.wait(milliseconds), interrupted]),
  };
}

export function interruptedError(): EnvironmentError {
  return new EnvironmentError({
    severity: "error",
    code: "interrupted",
    what: "verify was broken off",
    why: "not every check was made",
    fix: "run it again",
  });
}
