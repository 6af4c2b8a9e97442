import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import type { Answer } from "../trace/answer.ts";
import { connectionAsked, templateAsked } from "../trace/ask/connection-asked.ts";
import { type Gathered, gather, gatherFacts, manifestsOf } from "../trace/ask/gather.ts";
import { modeOf } from "../trace/ask/misplaced.ts";
import type { TraceOptions } from "../trace/ask/options.ts";
import type { MeshFacts } from "../trace/ask/settings.ts";
import type { TraceOutcome } from "../trace/result.ts";
import type { Tally } from "../trace/table/write-table.ts";
import { makeTracer, type Verdict } from "../trace/tracer.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { fewOfEach } from "./few-of-each.ts";
import type { Io } from "./io.ts";
import { printDiagnostics } from "./print-diagnostics.ts";
import { writeAnswer } from "./write-answer.ts";

/**
 * Answers what is asked: of one connection, a table of names, two versions of manifests, or routing tests.
 *
 * @throws DiagnosticError for whatever is wrong with flags and files
 */
export async function runTrace(target: string | undefined, given: TraceOptions, io: Io): Promise<ExitCode> {
  const { options, name } = splitDiff(target, given);
  const mode = modeOf(name, options);
  const facts = await gatherFacts(options, io);
  switch (mode) {
    case "one":
      return await traceOne(name ?? "", options, facts, io);
    case "table":
      return await traceTable(options, facts, io);
    case "diff":
      return await traceDiff(name, options, facts, io);
    case "expect": {
      const { runExpectations } = await import("./run-expectations.ts");
      return await runExpectations(options, facts, io);
    }
  }
}

async function traceOne(target: string, options: TraceOptions, facts: MeshFacts, io: Io): Promise<ExitCode> {
  const gathered = await read(manifestsOf(options), facts, options, io);
  const answer = answerTo(target, options, gathered);
  await writeAnswer(answer, options, io);
  return CODES[answer.result.outcome];
}

const CODES: Readonly<Record<TraceOutcome, ExitCode>> = {
  reached: EXIT.ok,
  blocked: EXIT.findings,
  unknown: EXIT.unknown,
};

function answerTo(target: string, options: TraceOptions, { read: { world }, settings, assumptions }: Gathered): Answer {
  const asked = connectionAsked(target, options, world);
  const result = makeTracer(world, settings).trace(asked.connection);
  return {
    connection: asked.connection,
    settings,
    result,
    assumptions: [...assumptions, ...asked.assumptions, ...result.assumptions],
  };
}

/** A judge of names, and what was taken for granted for all of them. */
function judgeOf(
  options: TraceOptions,
  { read: { world }, settings, assumptions }: Gathered,
): { judge: (name: string) => Verdict; assumptions: readonly string[] } {
  const template = templateAsked(options, undefined, world);
  return {
    judge: makeTracer(world, settings).verdicts(template.connection),
    assumptions: [...assumptions, ...template.assumptions],
  };
}

async function traceTable(options: TraceOptions, facts: MeshFacts, io: Io): Promise<ExitCode> {
  const { Names } = await import("../trace/table/names.ts");
  const { writeTable } = await import("../trace/table/write-table.ts");
  const names = new Names(options.table ?? "", io);
  const { judge, assumptions } = judgeOf(options, await read(manifestsOf(options), facts, options, io));
  const tally = await writeTable(names, judge, formatOf(options), (text) => io.stdout.write(text));
  await printDiagnostics(names.wrong, io);
  io.stderr.write(tableSummary(tally, names.wrongCount, assumptions));
  if (names.wrongCount > 0) return EXIT.usage;
  if (tally.reached + tally.blocked + tally.unknown === 0) throw emptyTable(options.table ?? "");
  return tally.blocked > 0 ? EXIT.findings : tally.unknown > 0 ? EXIT.unknown : EXIT.ok;
}

async function traceDiff(
  target: string | undefined,
  options: TraceOptions,
  facts: MeshFacts,
  io: Io,
): Promise<ExitCode> {
  const [before = "", after = ""] = options.diff ?? [];
  const common = options.filename ?? [];
  const old = await read([before, ...common], facts, options, io);
  const fresh = await read([after, ...common], facts, options, io);
  if (target !== undefined) {
    const { diffJson, diffText, waysDiffer } = await import("../trace/diff-one.ts");
    const pair = { before: answerTo(target, options, old), after: answerTo(target, options, fresh) };
    io.stdout.write(formatOf(options) === "json" ? diffJson(pair) : diffText(pair));
    if (waysDiffer(pair)) return EXIT.findings;
    return pair.after.result.outcome === "unknown" ? EXIT.unknown : EXIT.ok;
  }
  const { Names } = await import("../trace/table/names.ts");
  const { writeTableDiff } = await import("../trace/table/write-table.ts");
  const names = new Names(options.table ?? "", io);
  const judges = [judgeOf(options, old).judge, judgeOf(options, fresh).judge] as const;
  const tally = await writeTableDiff(names, judges, formatOf(options), (text) => io.stdout.write(text));
  await printDiagnostics(names.wrong, io);
  io.stderr.write(
    `${tally.names} names: ${tally.different} go another way, ${tally.names - tally.different} as before\n`,
  );
  if (names.wrongCount > 0) return EXIT.usage;
  if (tally.names === 0) throw emptyTable(options.table ?? "");
  return tally.different > 0 ? EXIT.findings : tally.unknown > 0 ? EXIT.unknown : EXIT.ok;
}

/** Reads manifests and says on stderr what a person should know about them. */
async function read(files: readonly string[], facts: MeshFacts, options: TraceOptions, io: Io): Promise<Gathered> {
  const gathered = await gather(files, facts, options, io);
  await printDiagnostics(fewOfEach(gathered.read.notes), io);
  return gathered;
}

/** `--diff old new` takes all words that follow it: a third is the name, where none stands before. */
function splitDiff(
  target: string | undefined,
  given: TraceOptions,
): { options: TraceOptions; name: string | undefined } {
  if (given.diff === undefined) return { options: given, name: target };
  const [before, after, third, ...more] = given.diff;
  if (before === undefined || after === undefined || more.length > 0 || (third !== undefined && target !== undefined)) {
    throw new DiagnosticError({
      severity: "error",
      code: "two-folders",
      what: `--diff takes two folders or files, and got ${given.diff.length}`,
      why: "it compares the way before with the way after",
      fix: "write for example --diff old/ new/ --table names.txt",
      at: { kind: "flag", flag: "--diff" },
    });
  }
  return { options: { ...given, diff: [before, after] }, name: third ?? target };
}

function formatOf({ format }: TraceOptions): "text" | "json" {
  return format === "json" ? "json" : "text";
}

function tableSummary({ reached, blocked, unknown }: Tally, wrong: number, assumptions: readonly string[]): string {
  const names = reached + blocked + unknown;
  const counts = [`${reached} reached`, `${blocked} blocked`, ...(unknown > 0 ? [`${unknown} unknown`] : [])];
  const lines = [
    `${names} name${names === 1 ? "" : "s"}: ${counts.join(", ")}${wrong > 0 ? `; ${wrong} lines were passed over` : ""}`,
  ];
  return `${[...lines, ...assumptions.map((one) => `taken for granted: ${one}`)].join("\n")}\n`;
}

function emptyTable(name: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-names",
    what: `there are no names in ${name === "-" ? "standard input" : name}`,
    why: "a table of nothing must not look like a pass",
    fix: "write one name on each line",
    at: { kind: "flag", flag: "--table", value: name },
  });
}
