import { Option } from "commander";
import { GATE_NAMES } from "../../trace/reach/gates.ts";
import { REACH_FORMATS, type ReachOptions } from "../../trace/reach/options.ts";
import type { CliCommand } from "../command.ts";
import { meshOptions, text } from "../mesh-options.ts";
import { collect } from "../request-options.ts";
import { runReach } from "../run-reach.ts";

const WHO = "Who, and by which manifests:";
const MESH = "The mesh:";
const OUTPUT = "Output:";

export const reach: CliCommand = {
  configure(command, { io }, finish) {
    const add = (group: string, ...options: Option[]): void => {
      for (const option of options) command.addOption(option.helpGroup(group));
    };
    add(
      WHO,
      new Option(
        "-f, --filename <path>",
        "manifests: a file, a folder (every .yaml, .yml and .json below), or - for stdin; repeatable",
      ).argParser(collect),
      text("--from <who>", "the workload: NAMESPACE/NAME of a pod, a workload or a service account"),
      new Option("--all", "every workload among the manifests; those that may reach the same share a report"),
      text(
        "-n, --namespace <namespace>",
        "namespace of manifests that name none, and of a workload without --from (default: default)",
      ),
    );
    add(MESH, ...meshOptions("workload"));
    add(
      OUTPUT,
      new Option("--format <format>", "what to print (default: text)").choices([...REACH_FORMATS]),
      new Option(
        "--fail-on <finding>",
        `exit with 1 where the report has it: ${GATE_NAMES.join(", ")}; repeatable`,
      ).argParser(collect),
      new Option("-v, --verbose", "every resource that opens a line"),
    );
    command.addHelpText("after", HELP).action(async (options: ReachOptions) => {
      finish(await runReach(options, io));
    });
  },
};

const HELP = `
Examples:
  $ wildegress reach -f manifests/ --from default/sleep
  $ wildegress reach -f manifests/ --all --format markdown > exposure.md
  $ wildegress reach -f manifests/ --from default/sleep --outbound REGISTRY_ONLY --fail-on allow-any,lying-address

Exit codes: 0 reported, 1 --fail-on found something, 2 wrong usage or input, 3 failure, 4 something is unknown: not modelled.
`;
