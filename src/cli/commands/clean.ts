import { Option } from "commander";
import { deleteByLabel } from "../../clean/delete-by-label.ts";
import { deleteCommands } from "../../clean/delete-commands.ts";
import { deletionManifests } from "../../clean/delete-manifests.ts";
import { planRemoval } from "../../clean/removal.ts";
import { DiagnosticError } from "../../diagnostics/diagnostic.ts";
import { generate } from "../../generate.ts";
import { printYaml } from "../../output/yaml.ts";
import { buildPlan } from "../../plan/build-plan.ts";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { addRequestOptions, once, type RequestOptions, readRequest } from "../request-options.ts";

const FORMATS = ["commands", "yaml"] as const;
const GROUP = "What to delete:";

interface Flags {
  readonly format?: (typeof FORMATS)[number];
  readonly legacy: boolean;
  readonly keepGateway?: boolean;
  readonly all?: boolean;
  readonly namespace?: string;
}

export const clean: CliCommand = {
  configure(command, { io }, finish) {
    addRequestOptions(command)
      .addOption(
        new Option("--format <format>", "shell commands, or manifests for kubectl delete -f - (default: commands)")
          .choices(FORMATS)
          .argParser(once("--format", FORMATS))
          .helpGroup(GROUP),
      )
      .addOption(new Option("--keep-gateway", "leave the gateway's pods: other policies may use it").helpGroup(GROUP))
      .addOption(new Option("--no-legacy", "leave the EnvoyFilters of Istio's old nginx recipe").helpGroup(GROUP))
      .addOption(
        new Option("--all", "whatever wildegress made, by label and without a request; --namespace narrows it")
          .helpGroup(GROUP)
          .conflicts(["file", "domain", "keepGateway"]),
      )
      .addHelpText("after", EXAMPLES)
      .action(async (_options, invoked) => {
        await run(invoked.opts(), io);
        finish(EXIT.ok);
      });
  },
};

async function run(flags: Flags & RequestOptions, io: Io): Promise<void> {
  if (flags.all === true) {
    if (flags.format === "yaml") throw labelsNeedCommands();
    io.stdout.write(deleteByLabel(flags.namespace));
    return;
  }
  const { plan } = await buildPlan(await readRequest(flags, io));
  const removal = planRemoval(generate(plan), { keepGateway: flags.keepGateway === true, legacy: flags.legacy });
  if (flags.format !== "yaml") {
    io.stdout.write(deleteCommands(removal));
    return;
  }
  io.stdout.write(printYaml(deletionManifests(removal)));
  if (removal.tools.length > 0) {
    await printDiagnostics(
      [
        {
          severity: "warning",
          code: "gateway-stays",
          what: "the gateway itself came from Helm or istioctl, so no manifest can delete it",
          why: "its resources are named by the tool that made them",
          fix: "see the commands for it: wildegress clean --format commands",
        },
      ],
      io,
    );
  }
}

function labelsNeedCommands(): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "all-needs-commands",
    what: "--all cannot be written as manifests",
    why: "a manifest names a resource, and --all goes by label",
    fix: "leave --format out, or give the request (--domain or -f) in place of --all",
    at: { kind: "flag", flag: "--all" },
  });
}

const EXAMPLES = `
Prints and deletes nothing: pipe it to sh, or the manifests to kubectl. Give the same flags or file as to gen.

Examples:
  $ wildegress clean --domain '*.wikipedia.org' | sh
  $ wildegress clean -f wildegress.yaml --format yaml | kubectl delete --ignore-not-found -f -
  $ wildegress clean -f wildegress.yaml --keep-gateway
  $ wildegress clean --all
`;
