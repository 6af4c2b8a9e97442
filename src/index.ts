import type { ExitCode } from "./cli/exit-codes.ts";

export { checkGenerated } from "./check-generated.ts";
export { requestFromText } from "./config/from-file.ts";
export type { PolicyRequest, PolicySettings, Request, Sourced } from "./config/request.ts";
export {
  type Diagnostic,
  DiagnosticError,
  EnvironmentError,
  type Origin,
  type Severity,
} from "./diagnostics/diagnostic.ts";
export { type Artifact, type Generated, generate } from "./generate.ts";
export type { Format } from "./output/formats.ts";
export { render } from "./output/formats.ts";
export { type BuiltPlan, buildPlan } from "./plan/build-plan.ts";
export type { Plan, Policy, StrategyId } from "./plan/plan.ts";
export type { KubernetesObject, Part, Resource } from "./resources/resource.ts";
export { STRATEGIES } from "./strategies/registry.ts";
export type { Strategy } from "./strategies/strategy.ts";

/**
 * Runs a command line as `wildegress` does, on this process's streams, and gives its exit code. Never throws, never exits the process.
 *
 * @param args what follows the program's name
 */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  // Loaded only now: who uses the library has no use for commander.
  const { main } = await import("./cli/main.ts");
  const { processIo } = await import("./cli/io.ts");
  return await main(args, processIo());
}
