import { DiagnosticError } from "../../diagnostics/diagnostic.ts";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const explain: CliCommand = {
  configure(command, { io }, finish) {
    command
      .argument("<rule>", "a rule of check, by its code, WE0136, or its name, export-to")
      .addHelpText("after", HELP)
      .action(async (name: string) => {
        const { findRule, unknownRuleFix } = await import("../../check/find-rule.ts");
        const { rulePage } = await import("../../check/rule-page.ts");
        const rule = findRule(name);
        if (rule === undefined) {
          throw new DiagnosticError({
            severity: "error",
            code: "unknown-rule",
            what: `there is no rule ${JSON.stringify(name)}`,
            why: "rules are named by code, WE0136, or by name, export-to",
            fix: unknownRuleFix(name),
          });
        }
        io.stdout.write(rulePage(rule));
        finish(EXIT.ok);
      });
  },
};

const HELP = `
Examples:
  $ wildegress explain WE0136
  $ wildegress explain export-to
`;
