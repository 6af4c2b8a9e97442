import { Command, CommanderError } from "commander";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { packageVersion } from "../package-version.ts";
import { COMMANDS } from "./commands/registry.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { usageDiagnostic } from "./usage-diagnostic.ts";

/**
 * Runs one command line and gives its exit code. Never throws and never exits the process.
 *
 * @param args what follows the program's name
 */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    return await report(error, io);
  }
}

async function dispatch(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = new Command("wildegress")
    .description('Turns "these workloads may reach *.wikipedia.org" into Istio configuration that does exactly that.')
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {},
    })
    .addHelpText("after", EXAMPLES);
  const wanted = args.find((arg) => !arg.startsWith("-"));
  for (const entry of COMMANDS) {
    const command = program
      .command(entry.name)
      .summary(entry.summary)
      .description(`${entry.summary[0]?.toUpperCase()}${entry.summary.slice(1)}.`)
      .helpOption("-h, --help", "print help");
    const named = entry.name === wanted || (wanted === "help" && args.includes(entry.name));
    if (named) {
      const implementation = await entry.load();
      implementation.configure(command, { io }, (result) => {
        code = result;
      });
    }
  }
  if (args.length === 0) {
    io.stderr.write(program.helpInformation() + EXAMPLES);
    return EXIT.usage;
  }
  await program.parseAsync([...args], { from: "user" });
  return code;
}

const EXAMPLES = `
Examples:
  $ wildegress gen --domain '*.wikipedia.org' | kubectl apply -f -
  $ wildegress gen --domain .wikipedia.org --istio 1.31 --dry-run
  $ wildegress strategies --istio 1.24
`;

async function report(error: unknown, io: Io): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    await printDiagnostics([usageDiagnostic(error)], io);
    return EXIT.usage;
  }
  if (error instanceof DiagnosticError) {
    await printDiagnostics(error.diagnostics, io);
    return error.exitCode;
  }
  await printDiagnostics(
    [
      {
        severity: "error",
        code: "internal",
        what: `wildegress failed: ${error instanceof Error ? error.message : String(error)}`,
        why: "this is a bug of wildegress, not of your input",
        fix: "run again with WILDEGRESS_DEBUG=1 and report what it prints",
      },
    ],
    io,
  );
  if (io.env.WILDEGRESS_DEBUG && error instanceof Error) io.stderr.write(`${error.stack}\n`);
  return EXIT.failure;
}
