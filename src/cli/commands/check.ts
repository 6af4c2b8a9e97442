import { Option } from "commander";
import { LEVELS } from "../../check/rule.ts";
import { CHECK_FORMATS, type CheckFlags } from "../check-options.ts";
import type { CliCommand } from "../command.ts";
import { collect, once } from "../request-options.ts";

export const check: CliCommand = {
  configure(command, { io }, finish) {
    command
      .argument("[inputs...]", "files, folders (every .yaml, .yml and .json below), or - for standard input")
      .addOption(
        new Option(
          "--istio <release>",
          "the Istio release to check for (default: the newest); auto asks the cluster",
        ).argParser(once("--istio")),
      )
      .addOption(
        new Option(
          "--only <what>",
          "layers (schema, cel, admission, conflicts, security, upgrade) or rules (WE0136, export-to); repeatable, or parted by commas",
        ).argParser(collect),
      )
      .addOption(new Option("--format <format>", "what to print").choices(CHECK_FORMATS).default("text"))
      .addOption(
        new Option("--fail-on <level>", "the lowest level that makes the exit code 1 (default: warning)")
          .choices([...LEVELS].reverse())
          .argParser(once("--fail-on", LEVELS)),
      )
      .addOption(new Option("--baseline <file>", "leave out the findings in this file").argParser(once("--baseline")))
      .addOption(
        new Option("--write-baseline <file>", "write all findings there, and end with 0").argParser(
          once("--write-baseline"),
        ),
      )
      .addOption(
        new Option("-c, --config <file>", "settings (default: wildegress.yaml, where there is one)").argParser(
          once("--config"),
        ),
      )
      .option("--fix", "repair what is certain, in the files; of standard input, print the repaired text", false)
      .option("--dry-run", "with --fix: change nothing, print a diff", false)
      .option("-v, --verbose", "show notes too, and name what was not checked", false)
      .addHelpText("after", HELP)
      .action(async (inputs: string[], flags: CheckFlags) => {
        const { runCheckCommand } = await import("../run-check-command.ts");
        finish(await runCheckCommand(inputs, flags, io));
      });
  },
};

const HELP = `
Examples:
  $ wildegress check manifests/
  $ wildegress check --istio 1.24 --fail-on error egress.yaml
  $ kubectl get serviceentry,virtualservice -A -o yaml | wildegress check -
  $ wildegress check --fix --dry-run manifests/
  $ wildegress check --format sarif manifests/ > check.sarif

wildegress explain WE0136 says more about a rule.

Exit codes: 0 clean, 1 findings, 2 nothing to check or wrong usage, 3 failure.
`;
