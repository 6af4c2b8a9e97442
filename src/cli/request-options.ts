import { type Command, InvalidArgumentError, Option } from "commander";
import { attributeOf, FILE_FLAG, FLAG_GROUPS, REQUEST_FLAGS, type RequestFlag } from "../config/request-flags.ts";

import { didYouMean } from "../diagnostics/did-you-mean.ts";

export { type RequestOptions, readRequest } from "../config/read-request.ts";

const FILE_GROUP = "The request:";

/**
 * Declares every flag that describes a request, in groups, on a command: the same for gen, verify and clean.
 * Read them with `readRequest(command.opts(), io)`.
 */
export function addRequestOptions(command: Command): Command {
  command.addOption(
    new Option(FILE_FLAG, "wildegress.yaml to read, - for stdin; flags win over it")
      .argParser(once("--file"))
      .helpGroup(FILE_GROUP),
  );
  for (const flag of REQUEST_FLAGS) {
    command.addOption(optionOf(flag));
    if (flag.kind === "toggle") command.addOption(negationOf(flag));
  }
  return command;
}

function optionOf(flag: RequestFlag): Option {
  const written = flag.value === undefined ? flag.flag : `${flag.flag} ${flag.value}`;
  const option = new Option(written, flag.help).helpGroup(FLAG_GROUPS[flag.group]);
  if (flag.choices !== undefined) option.choices([...flag.choices]);
  switch (flag.kind) {
    case "list":
      return option.argParser(collect);
    case "toggle":
      return option;
    default:
      return option.argParser(once(flag.flag, flag.choices));
  }
}

/** Every toggle can be turned off, for what the file turns on; the help names only those that stand alone. */
function negationOf(flag: RequestFlag): Option {
  return new Option(flag.flag.replace(/^--/, "--no-")).hideHelp().helpGroup(FLAG_GROUPS[flag.group]);
}

/** Takes a repeatable flag's values as they come: `["a", "b,c"]`. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), presentValue(value)];
}

/** Takes the value of a flag that must not be repeated, and that has to be one of the choices where there are any. */
export function once(
  flag: string,
  choices?: readonly string[],
): (value: string, previous: string | undefined) => string {
  return (value, previous) => {
    if (previous !== undefined) throw new InvalidArgumentError(`${flag} was given twice; give it once.`);
    if (choices !== undefined && !choices.includes(value)) {
      const meant = didYouMean(value, choices);
      throw new InvalidArgumentError(
        `Allowed choices are ${choices.join(", ")}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
      );
    }
    return presentValue(value);
  };
}

/** `--domain --port 443`: what follows is a flag, so the value was forgotten. */
function presentValue(value: string): string {
  if (/^--[a-z]/.test(value)) throw new InvalidArgumentError("The value is missing: another flag follows.");
  return value;
}

/** The flags of the table by commander's name for their values. */
export const REQUEST_ATTRIBUTES: readonly string[] = ["file", ...REQUEST_FLAGS.map(({ flag }) => attributeOf(flag))];
