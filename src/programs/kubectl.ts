import { EnvironmentError } from "../diagnostics/diagnostic.ts";
import type { RunOptions, RunProgram, RunResult } from "./run-program.ts";

/**
 * Runs `kubectl ARGS` and gives what it printed on stdout.
 *
 * @param purpose what it is wanted for, as it stands in a message: "to learn the Istio release (--istio auto)"
 * @throws EnvironmentError when kubectl is missing, takes too long or fails
 */
export async function kubectl(
  args: readonly string[],
  purpose: string,
  io: { readonly run: RunProgram },
  options?: RunOptions,
): Promise<string> {
  const result = await io.run("kubectl", args, options);
  if (result.code === 0) return result.stdout;
  throw kubectlError(args, purpose, result);
}

/** Says what became of a kubectl that did not succeed. */
export function kubectlError(args: readonly string[], purpose: string, result: RunResult): EnvironmentError {
  const shown = `kubectl ${args.join(" ")}`;
  switch (result.failure) {
    case "missing":
      return new EnvironmentError({
        severity: "error",
        code: "kubectl-missing",
        what: `kubectl is needed ${purpose}, and there is none`,
        why: "no program of that name is in PATH",
        fix: "install kubectl, or put its folder into PATH",
      });
    case "timeout":
      return new EnvironmentError({
        severity: "error",
        code: "kubectl-timeout",
        what: `kubectl did not answer in time; it was asked ${purpose}`,
        why: `"${shown}" was stopped`,
        fix: "check that the cluster of the current context can be reached: kubectl cluster-info",
      });
    default:
      return new EnvironmentError({
        severity: "error",
        code: "kubectl-failed",
        what: `kubectl failed; it was asked ${purpose}`,
        why: `"${shown}" said: ${firstLines(result.stderr) || "nothing"}`,
        fix: "check the current context and its rights: kubectl config current-context, kubectl auth can-i --list",
      });
  }
}

function firstLines(text: string): string {
  return text
    .trim()
    .split("\n")
    .slice(0, 3)
    .map((line) => line.trim())
    .join("; ")
    .slice(0, 400);
}
