import { Argument, Command, Option } from "commander";
import { type CompletionModel, completionModel } from "../../src/completion/model.ts";

/** A small command line with every kind of option and argument that completion must know, and text that shells could trip over. */
export function sampleModel(): CompletionModel {
  const program = new Command("wildegress").version("1.0.0", "-V, --version", "print the version");
  const gen = new Command("gen")
    .summary('generate [all] the manifests: it\'s 100 % "safe", $(no) `harm`')
    .addOption(new Option("-f, --file <file>", "wildegress.yaml to read, - for stdin"))
    .addOption(new Option("--out <dir>", "folder to write to"))
    .addOption(
      new Option("--strategy <strategy>", "how traffic leaves: [auto]").choices(["auto", "direct", "sni-proxy"]),
    )
    .addOption(new Option("--domain <domain>", "'*.wikipedia.org' or a file's @name"))
    .addOption(new Option("--mtls", "between pod and gateway"))
    .addOption(new Option("--no-mtls", "not").hideHelp());
  const validate = new Command("validate").summary("check manifests").argument("[files...]", "files or folders");
  const completion = new Command("completion")
    .summary("print the script")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]));
  return completionModel(program, [gen, validate, completion]);
}
