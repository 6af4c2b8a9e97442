import { describeOutcome } from "../probe/probe.ts";
import type { Tried } from "../probe/run-probes.ts";
import type { CaseRun } from "./run-case.ts";

/** A row that so many cases have stands in the table that sets them side by side. */
const SHARED_BY = 8;

/**
 * What was seen, as Markdown: first what several cases have in common, one column each, then each case's own rows. It says what
 * happened, not what was expected.
 */
export function proofTable(runs: readonly CaseRun[]): string {
  const counts = new Map<string, number>();
  for (const tried of runs.flatMap((run) => run.tried))
    counts.set(rowName(tried), (counts.get(rowName(tried)) ?? 0) + 1);
  const shared = [...counts].filter(([, count]) => count >= SHARED_BY).map(([name]) => name);
  const wide = runs.filter((run) => shared.every((name) => run.tried.some((tried) => rowName(tried) === name)));
  return [
    "## Side by side",
    "",
    "TLS policies for `*.wikipedia.org` of namespace `default`.",
    "",
    ...sideBySide(wide, shared),
    "",
    "## Case by case",
    ...runs.flatMap((run) => ownRows(run, wide.includes(run) ? new Set(shared) : new Set())),
    "",
  ].join("\n");
}

function sideBySide(runs: readonly CaseRun[], rows: readonly string[]): string[] {
  const titles = runs.map(({ meshCase }) => `${meshCase.strategy}: ${meshCase.title}`);
  return [
    line(["", ...titles]),
    line(["---", ...titles.map(() => "---")]),
    ...rows.map((name) =>
      line([name, ...runs.map((run) => outcome(run.tried.find((tried) => rowName(tried) === name)))]),
    ),
  ];
}

function ownRows({ meshCase, tried, refusedByGen }: CaseRun, shared: ReadonlySet<string>): string[] {
  const own = tried.filter((one) => !shared.has(rowName(one)));
  const { strategy, title, gen, input } = meshCase;
  return [
    "",
    `### ${strategy}: ${title}`,
    "",
    ...(refusedByGen ? ["<!-- exits 2 -->"] : []),
    "```sh",
    `wildegress gen ${gen.map(quoted).join(" ")}${input ? " <<'POLICIES'" : ""}`,
    ...(input ? [input.trimEnd(), "POLICIES"] : []),
    "```",
    "",
    ...(shared.size > 0 ? ["The rows above, and:", ""] : []),
    ...(refusedByGen
      ? [`\`gen\` refuses it: ${firstLine(refusedByGen)}`]
      : own.length === 0
        ? ["nothing besides."]
        : [line(["client", "tries", "outcome"]), line(["---", "---", "---"])]),
    ...own.map((one) => line([one.probe.who, one.probe.what, outcome(one)])),
  ];
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

function rowName({ probe }: Tried): string {
  return `${probe.who}: ${probe.what}`;
}

function outcome(tried: Tried | undefined): string {
  return tried?.outcome ? describeOutcome(tried.outcome) : "unknown";
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function quoted(word: string): string {
  return /[^\w./:=,-]/.test(word) ? `'${word}'` : word;
}
