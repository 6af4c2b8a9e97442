import { Option } from "commander";
import { FORMATS } from "../../output/formats.ts";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { addRequestOptions, collect, once } from "../request-options.ts";
import { type GenOptions, runGen } from "../run-gen.ts";
import { TEMPLATE_DIR_FLAG } from "../templates.ts";

const OUTPUT = "Output:";

export const gen: CliCommand = {
  configure(command, context, finish) {
    addRequestOptions(command.usage("[flags]"))
      .addOption(
        new Option("--format <format>", "what goes to stdout (default: yaml)")
          .choices([...FORMATS])
          .argParser(once("--format", FORMATS))
          .conflicts("dryRun")
          .helpGroup(OUTPUT),
      )
      .addOption(
        new Option("--only <kind>", "these kinds only, such as ServiceEntry; repeatable, any case")
          .argParser(collect)
          .helpGroup(OUTPUT),
      )
      .addOption(
        new Option("-o, --out <dir>", "write one file per resource and a kustomization.yaml there, nothing to stdout")
          .argParser(once("--out"))
          .conflicts("dryRun")
          .helpGroup(OUTPUT),
      )
      .addOption(
        new Option("--single-file", "with --out: all resources in one file").conflicts("dryRun").helpGroup(OUTPUT),
      )
      .addOption(
        new Option("--comments", "each resource explains why it is there").conflicts("dryRun").helpGroup(OUTPUT),
      )
      .addOption(new Option("-n, --dry-run", "print the plan in words to stdout, and no manifest").helpGroup(OUTPUT))
      .addOption(
        new Option(TEMPLATE_DIR_FLAG, "folder with a kustomization.yaml to use in place of ours")
          .argParser(once("--template-dir"))
          .helpGroup(OUTPUT),
      )
      .addOption(
        new Option("--tests <file>", "write routing tests for wildegress trace --expect there, for every policy")
          .argParser(once("--tests"))
          .conflicts("dryRun")
          .helpGroup(OUTPUT),
      )
      .addOption(new Option("-q, --quiet", "warnings only on stderr, no notes").helpGroup(OUTPUT))
      .addHelpText("after", EXAMPLES)
      .action(async (options: GenOptions) => {
        await runGen(options, context.io);
        finish(EXIT.ok);
      });
  },
};

const EXAMPLES = `
A shell may take a bare star for file names: quote '*.wikipedia.org', or write .wikipedia.org.
Every flag without a value has a --no- form, for what a file turns on.

Examples:
  $ wildegress gen --domain '*.wikipedia.org' | kubectl apply -f -
  $ wildegress gen --domain .wikipedia.org,wikipedia.org --port 443 --port 80/http --istio 1.30
  $ wildegress gen --domain .wikipedia.org --istio 1.31 --strategy sni-proxy --gateway-install manifests --harden
  $ wildegress gen --domain .wikipedia.org --istio auto --dry-run
  $ wildegress gen --domain @domains.txt --from crawler/reader --gateway istio-egressgateway --out manifests
  $ wildegress gen -f wildegress.yaml --only ServiceEntry --comments
  $ generate-list | wildegress gen --domain @- --format list | kubectl apply -f -
`;
