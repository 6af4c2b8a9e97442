import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { baselineText } from "../check/baseline.ts";
import type { Paint } from "../check/report/text.ts";
import { LEVELS, type Level } from "../check/rule.ts";
import { type CheckReport, checkFiles } from "../check/run-check.ts";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { type CheckFlags, planCheck } from "./check-options.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Io, wantsColour } from "./io.ts";

/** Checks what was named, prints what was found, and gives the exit code: the same for every format. */
export async function runCheckCommand(inputs: readonly string[], flags: CheckFlags, io: Io): Promise<ExitCode> {
  if (inputs.length === 0) throw noInputs();
  refuseIdleFlags(flags);
  const { options, failOn } = await planCheck(flags, io);
  const failing = ({ findings }: CheckReport): boolean => findings.some(({ level }) => rank(level) >= rank(failOn));
  if (flags.fix) {
    const { runFix } = await import("./run-fix.ts");
    const { report, counted, stdoutTaken } = await runFix(inputs, flags, options, io);
    await print(report, flags, failOn, stdoutTaken ? { ...io, stdout: io.stderr } : io);
    return failing(counted) ? EXIT.findings : EXIT.ok;
  }
  const report = await checkFiles(inputs, options, { cwd: io.cwd, readStdin: () => io.readStdin() });
  if (flags.writeBaseline !== undefined) {
    writeBaseline(flags.writeBaseline, report, io);
    return EXIT.ok;
  }
  await print(report, flags, failOn, io);
  return failing(report) ? EXIT.findings : EXIT.ok;
}

async function print(report: CheckReport, flags: CheckFlags, failOn: Level, io: Io): Promise<void> {
  switch (flags.format) {
    case "json":
      io.stdout.write((await import("../check/report/json.ts")).reportJson(report));
      return;
    case "sarif":
      io.stdout.write((await import("../check/report/sarif.ts")).reportSarif(report));
      return;
    case "github":
      io.stdout.write((await import("../check/report/github.ts")).reportGithub(report));
      return;
    case "junit":
      io.stdout.write((await import("../check/report/junit.ts")).reportJunit(report));
      return;
    case "text": {
      const { findingsText, summaryText } = await import("../check/report/text.ts");
      const verbose = flags.verbose || failOn === "info";
      io.stdout.write(findingsText(report, (level) => verbose || level !== "info", await painterFor(io)));
      io.stderr.write(summaryText(report, { verbose }));
    }
  }
}

function writeBaseline(name: string, report: CheckReport, io: Io): void {
  try {
    writeFileSync(resolve(io.cwd, name), baselineText(report.findings));
  } catch (error) {
    throw new DiagnosticError({
      severity: "error",
      code: "not-writable",
      what: `cannot write ${name}`,
      why: error instanceof Error ? error.message : String(error),
      fix: "name a file in a folder that is there and that you may write to",
      at: { kind: "flag", flag: "--write-baseline", value: name },
    });
  }
  const { length } = report.findings;
  io.stderr.write(
    `${length} finding${length === 1 ? "" : "s"} written to ${name}; check with --baseline ${name} from now on\n`,
  );
}

function rank(level: Level): number {
  return LEVELS.indexOf(level);
}

async function painterFor(io: Io): Promise<Paint> {
  if (!wantsColour(io.stdout, io.env)) return (_level, text) => text;
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  const colours = { error: chalk.red.bold, warning: chalk.yellow.bold, info: chalk.cyan.bold };
  return (level, text) => colours[level](text);
}

function refuseIdleFlags({ fix, dryRun, writeBaseline }: CheckFlags): void {
  if (dryRun && !fix) {
    throw new DiagnosticError({
      severity: "error",
      code: "idle-flag",
      what: "--dry-run says nothing without --fix",
      why: "a check by itself changes no file",
      fix: "add --fix to see what it would repair",
      at: { kind: "flag", flag: "--dry-run" },
    });
  }
  if (!fix || writeBaseline === undefined) return;
  throw new DiagnosticError({
    severity: "error",
    code: "idle-flag",
    what: "--write-baseline and --fix do not go together",
    why: "a baseline is of what is there when it is written, and --fix changes that",
    fix: "repair first, then write the baseline",
    at: { kind: "flag", flag: "--write-baseline", value: writeBaseline },
  });
}

function noInputs(): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-inputs",
    what: "nothing was named to check",
    why: "check reads what it is told to read, and standard input only when - is named",
    fix: "wildegress check FILE, wildegress check DIR, or … | wildegress check -",
  });
}
