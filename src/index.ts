import type { ExitCode } from "./cli/exit-codes.ts";

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
