import type { Argument, Command, Option } from "commander";

/** What a shell must know to complete a command line; taken from the commander tree, so that it cannot drift from it. */
export interface CompletionModel {
  readonly program: string;
  readonly options: readonly OptionModel[];
  /** In the order of `--help`. */
  readonly commands: readonly CommandModel[];
}

export interface CommandModel {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionModel[];
  /** Values of its first argument; empty when the argument is free text or there is none. */
  readonly argumentChoices: readonly string[];
  /** Its argument names files. */
  readonly argumentIsFile: boolean;
}

export interface OptionModel {
  /** `["-f", "--file"]` */
  readonly flags: readonly string[];
  readonly summary: string;
  readonly value: ValueModel | undefined;
}

export interface ValueModel {
  /** `optional` values are only completed behind `=`. */
  readonly required: boolean;
  readonly choices: readonly string[];
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** @param commands configured commands, in the order of `--help` */
export function completionModel(program: Command, commands: readonly Command[]): CompletionModel {
  return {
    program: program.name(),
    options: optionsOf(program),
    commands: commands.map((command) => ({
      name: command.name(),
      summary: oneLine(command.summary() || command.description()),
      options: optionsOf(command),
      argumentChoices: command.registeredArguments[0]?.argChoices ?? [],
      argumentIsFile: command.registeredArguments.some(isFileArgument),
    })),
  };
}

/** Commander keeps `--help` and `--version` apart from the declared options; visibleOptions has them all. */
function optionsOf(command: Command): OptionModel[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      summary: oneLine(option.description),
      value: option.required || option.optional ? valueModel(option) : undefined,
    }));
}

function valueModel(option: Option): ValueModel {
  const placeholder = /[<[]([^>\]]*)[>\]]/.exec(option.flags)?.[1]?.toLowerCase() ?? "";
  const isFolder = /^(dir|directory|folder)\b/.test(placeholder);
  return {
    required: option.required,
    choices: option.argChoices ?? [],
    isFile: !isFolder && /\b(file|path)\b/.test(placeholder),
    isFolder,
  };
}

function isFileArgument(argument: Argument): boolean {
  return /file|path|folder/i.test(argument.name());
}

/** A description in one line without control characters: it stands inside quotes of three different shells. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}
