import type { Command } from "commander";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** What an action gets besides its options. */
export interface CommandContext {
  readonly io: Io;
}

/**
 * One command, in one file of src/cli/commands. It declares its options and calls the code that does the work; it holds no logic of its own.
 *
 * `configure` adds arguments, options, examples and the action; an action's promise gives the exit code through `finish`.
 */
export interface CliCommand {
  configure(command: Command, context: CommandContext, finish: (code: ExitCode) => void): void;
}

/** A command as the registry knows it: cheap to list, loaded only when it is the one that runs. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CliCommand>;
}
