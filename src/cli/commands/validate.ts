import { Option } from "commander";
import { findingsText, reportJson, summaryText } from "../../check/report-text.ts";
import { validateFiles } from "../../check/validate-manifests.ts";
import { DiagnosticError } from "../../diagnostics/diagnostic.ts";
import { NEWEST_RELEASE, parseRelease, type Release } from "../../istio/release.ts";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Io } from "../io.ts";

interface ValidateOptions {
  readonly istio: string;
  readonly format: "text" | "json";
  readonly verbose: boolean;
}

export const validate: CliCommand = {
  configure(command, { io }, finish) {
    command
      .argument("[inputs...]", "files, folders (every .yaml, .yml and .json below), or - for standard input")
      .option("--istio <release>", "the Istio release to validate for; auto asks the cluster", NEWEST_RELEASE.name)
      .addOption(new Option("--format <format>", "what to print").choices(["text", "json"]).default("text"))
      .option("-v, --verbose", "name the manifests that have no schema", false)
      .addHelpText("after", HELP)
      .action(async (inputs: string[], options: ValidateOptions) => {
        if (inputs.length === 0) throw noInputs();
        const release = await releaseOf(options.istio, io);
        const report = await validateFiles(inputs, release, { cwd: io.cwd, readStdin: () => io.readStdin() });
        if (options.format === "json") io.stdout.write(reportJson(report));
        else {
          io.stdout.write(findingsText(report));
          io.stderr.write(summaryText(report, options));
        }
        finish(report.findings.length > 0 ? EXIT.findings : EXIT.ok);
      });
  },
};

async function releaseOf(istio: string, io: Io): Promise<Release> {
  if (istio !== "auto") return parseRelease(istio, { kind: "flag", flag: "--istio", value: istio });
  const { askClusterForRelease } = await import("../../config/ask-cluster.ts");
  const { value, at } = await askClusterForRelease(io);
  return parseRelease(value, at);
}

function noInputs(): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-inputs",
    what: "nothing was named to validate",
    why: "validate reads what it is told to read, and standard input only when - is named",
    fix: "wildegress validate FILE, wildegress validate DIR, or … | wildegress validate -",
  });
}

const HELP = `
Examples:
  $ wildegress validate manifests/
  $ wildegress gen --domain .wikipedia.org --istio 1.24 | wildegress validate --istio 1.24 -
  $ kubectl get serviceentry -A -o yaml | wildegress validate --istio 1.31 --format json -

Exit codes: 0 valid, 1 findings, 2 nothing to validate or wrong usage, 3 failure.
`;
