import { Option } from "commander";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { once } from "../request-options.ts";
import { type InitOptions, runInit } from "../run-init.ts";
import { TEMPLATE_DIR_FLAG } from "../templates.ts";

export const init: CliCommand = {
  configure(command, context, finish) {
    command
      .usage("[flags]")
      .addOption(
        new Option("-t, --template <name>", "which one, see --list (default: minimal)").argParser(once("--template")),
      )
      .addOption(
        new Option("-o, --out <file>", "where to (default: wildegress.yaml); - for stdout").argParser(once("--out")),
      )
      .addOption(new Option("--force", "overwrite a file that is there"))
      .addOption(new Option("-l, --list", "list the templates").conflicts(["template", "out", "force"]))
      .addOption(
        new Option(TEMPLATE_DIR_FLAG, "folder whose init/NAME.yaml stands before ours").argParser(
          once("--template-dir"),
        ),
      )
      .addHelpText("after", EXAMPLES)
      .action(async (options: InitOptions) => {
        await runInit(options, context.io);
        finish(EXIT.ok);
      });
  },
};

const EXAMPLES = `
Examples:
  $ wildegress init
  $ wildegress init --template gateway --out egress/wildegress.yaml
  $ wildegress init --out - | wildegress gen -f - --dry-run
`;
