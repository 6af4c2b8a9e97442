import { Argument, Command } from "commander";
import { completionModel } from "../../completion/model.ts";
import { completionScript, SHELLS, type Shell } from "../../completion/shells.ts";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { COMMANDS } from "./registry.ts";

export const completion: CliCommand = {
  configure(command, context, finish) {
    command
      .addArgument(new Argument("<shell>", "the shell that reads the script").choices(SHELLS))
      .addHelpText("after", EXAMPLES)
      .action(async (shell: Shell) => {
        const commands: Command[] = [];
        for (const entry of COMMANDS) {
          const described = new Command(entry.name).summary(entry.summary).helpOption("-h, --help", "print help");
          (await entry.load()).configure(described, context, () => {});
          commands.push(described);
        }
        const program = command.parent ?? new Command("wildegress");
        context.io.stdout.write(completionScript(shell, completionModel(program, commands)));
        finish(EXIT.ok);
      });
  },
};

const EXAMPLES = `
Examples:
  $ source <(wildegress completion bash)      # now; put it into ~/.bashrc for every shell
  $ wildegress completion zsh > "\${fpath[1]}/_wildegress"
  $ wildegress completion fish > ~/.config/fish/completions/wildegress.fish
`;
