import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { InvalidArgumentError, Option } from "commander";
import { buildPlan } from "../../plan/build-plan.ts";
import { withInterrupt } from "../../verify/interrupt.ts";
import { printScript } from "../../verify/print-script.ts";
import { jsonReport, type PaintStatus, TableReport } from "../../verify/report.ts";
import { type CheckResult, summarise } from "../../verify/result.ts";
import { readSources, SOURCE_IMAGE, type SourceFlags } from "../../verify/source.ts";
import { checksFor, type VerifyOptions, verify as verifyPlan } from "../../verify/verify.ts";
import type { CliCommand } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type Io, wantsColour } from "../io.ts";
import { addRequestOptions, collect, once, type RequestOptions, readRequest } from "../request-options.ts";
import { readTemplate, TEMPLATE_DIR_FLAG } from "../templates.ts";

const SCRIPT = "verify.sh";

interface Flags extends SourceFlags {
  readonly try?: readonly string[];
  readonly outside?: readonly string[];
  readonly limit: number;
  readonly timeout: number;
  readonly istioNamespace: string;
  readonly allowAny?: boolean;
  readonly json?: boolean;
  readonly print?: boolean;
  readonly templateDir?: string;
}

export const verify: CliCommand = {
  configure(command, { io }, finish) {
    addRequestOptions(command);
    for (const option of verifyOptions()) command.addOption(option);
    command.addHelpText("after", EXAMPLES).action(async (_options, invoked) => {
      finish(await run(invoked.opts(), io));
    });
  },
};

function verifyOptions(): Option[] {
  const source = "The source of the requests:";
  const names = "What to ask for:";
  const output = "The report:";
  return [
    new Option("--source <namespace/selector>", "a running pod with curl, such as default/app=sleep; repeatable")
      .argParser(collect)
      .helpGroup(source),
    new Option("-c, --container <name>", "its container that has curl (default: the first that is not istio-proxy)")
      .argParser(once("--container"))
      .helpGroup(source),
    new Option("--deploy-source", "bring a small curl pod into each namespace of the policies, and take it away")
      .helpGroup(source)
      .conflicts(["source", "exec"]),
    new Option("--kube-inject", "inject it with istioctl kube-inject instead of automatically").helpGroup(source),
    new Option("--image <image>", `its image (default: ${SOURCE_IMAGE})`).argParser(once("--image")).helpGroup(source),
    new Option("--exec <prefix>", "command that runs curl, in place of kubectl exec: 'docker exec client', 'env'")
      .argParser(once("--exec"))
      .helpGroup(source),
    new Option(
      "--try <name>",
      "a name that must be reached, NAME or NAME/PATH; repeatable (default: www. of each wildcard)",
    )
      .argParser(collect)
      .helpGroup(names),
    new Option("--outside <name>", "a name that must not be reached; repeatable (default: www.example.com)")
      .argParser(collect)
      .helpGroup(names),
    new Option("--limit <number>", "domains per policy to try; 0: all")
      .argParser(wholeNumber(0))
      .default(10)
      .helpGroup(names),
    new Option("--timeout <seconds>", "for one request").argParser(wholeNumber(1)).default(15).helpGroup(names),
    new Option(
      "--allow-any",
      "the mesh lets everything out on purpose: say so as a warning, not as a failure",
    ).helpGroup(names),
    new Option("--istio-namespace <namespace>", "where istiod runs").default("istio-system").helpGroup(names),
    new Option("--json", "the report as JSON, when all is done").helpGroup(output).conflicts("print"),
    new Option("--print", "print the checks as a shell script instead of running them").helpGroup(output),
    new Option(TEMPLATE_DIR_FLAG, "folder with a verify.sh of your own, for --print").helpGroup(output),
  ];
}

async function run(flags: Flags & RequestOptions, io: Io): Promise<ExitCode> {
  const sources = readSources(flags);
  const { plan } = await buildPlan(await readRequest(flags, io));
  const options: VerifyOptions = {
    sources,
    tries: split(flags.try),
    outside: split(flags.outside),
    limit: flags.limit,
    maxSeconds: flags.timeout,
    istioNamespace: flags.istioNamespace,
    allowAny: flags.allowAny === true,
  };
  const checks = checksFor(plan, options);
  if (flags.print === true) {
    const template = readTemplate(SCRIPT, flags.templateDir, io) ?? "";
    io.stdout.write(printScript(template, SCRIPT, { plan, checks, sources, maxSeconds: flags.timeout }));
    return EXIT.ok;
  }
  const table = flags.json === true ? undefined : new TableReport(checks, await painterFor(io));
  if (table !== undefined) io.stdout.write(table.header());
  const tools = { run: io.run, now: () => performance.now(), wait: (ms: number) => wait(ms) };
  const newSuffix = (): string => randomBytes(3).toString("hex");
  const results = await withInterrupt((interrupted) =>
    verifyPlan(plan, checks, options, tools, interrupted, newSuffix, (result) => {
      if (table !== undefined) io.stdout.write(table.row(result));
    }),
  );
  io.stdout.write(table === undefined ? jsonReport(results) : table.footer(results));
  return exitCodeOf(results);
}

/** Nothing that passed and nothing that failed is no success: then nothing was verified. */
function exitCodeOf(results: readonly CheckResult[]): ExitCode {
  const { ok, failed, notRun } = summarise(results);
  if (failed > 0) return EXIT.findings;
  return notRun > 0 || ok === 0 ? EXIT.failure : EXIT.ok;
}

function split(values: readonly string[] = []): string[] {
  return values.flatMap((value) => value.split(",")).filter((value) => value.trim() !== "");
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,6}$/.test(text) && Number(text) >= least) return Number(text);
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

async function painterFor(io: Io): Promise<PaintStatus> {
  if (!wantsColour(io.stdout, io.env)) return (_status, text) => text;
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  const paint = {
    ok: chalk.green,
    failed: chalk.red.bold,
    warning: chalk.yellow,
    skipped: chalk.dim,
    "not-run": chalk.magenta,
  };
  return (status, text) => paint[status](text);
}

const EXAMPLES = `
A name in the policy must be reached, one outside must not; the egress gateway's counter and logs must show which way it went.
Exit code: 0 all passed, 1 a check failed, 3 a check could not be run.

Examples:
  $ wildegress verify --domain '*.wikipedia.org' --source default/app=sleep
  $ wildegress verify -f wildegress.yaml --deploy-source --try en.wikipedia.org/wiki/Main_Page --json
  $ wildegress verify --domain '*.wikipedia.org' --exec 'docker exec my-client'
  $ wildegress verify -f wildegress.yaml --source default/app=sleep --print > verify.sh
`;
