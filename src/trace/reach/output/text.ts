import { oneLine } from "../../../diagnostics/one-line.ts";
import type { Paint } from "../../output/paint.ts";
import { textWidth, wrapText } from "../../output/wrap.ts";
import type { ReachReport } from "../report.ts";
import type { ReachDocument } from "./document.ts";
import { aroundWords, HEADS, type Row, rowsByWay, unknownWords, wayTitle } from "./rows.ts";
import { clientsWords, LYING, openWords } from "./sentences.ts";

export interface ReachTextOptions {
  readonly columns: number;
  /** Every resource that opens a line, not the first alone. */
  readonly verbose: boolean;
  readonly paint: Paint;
}

/** The report for a terminal: what is open, then a table for each way, what is not known, and what goes around all of it. */
export function reachText({ reports, assumptions }: ReachDocument, options: ReachTextOptions): string {
  const { paint } = options;
  const parts = reports.map((report) => reportLines(report, options).join("\n"));
  const taken = [...new Set([...assumptions, ...reports.flatMap((report) => report.assumptions)])];
  const last =
    taken.length === 0 ? [] : ["Taken for granted:", ...taken.flatMap((one) => item(one, options).map(paint.faint))];
  return `${[...parts, ...(last.length === 0 ? [] : [last.join("\n")])].join("\n\n")}\n`;
}

function reportLines(report: ReachReport, options: ReachTextOptions): string[] {
  const { paint } = options;
  const lines = [paint.strong(oneLine(`${clientsWords(report)} may reach outside the mesh:`)), ""];
  lines.push(...wrapText(openWords(report), options.columns).map(report.allowAny ? paint.blocked : paint.reached));
  const groups = rowsByWay(report);
  const table = widths(groups.flatMap(({ rows }) => rows));
  for (const { way, rows } of groups) {
    lines.push("", paint.strong(wayTitle(way)), `  ${paint.faint(cellsOf([...HEADS], table))}`);
    for (const row of rows) lines.push(...rowLines(row, table, options));
  }
  if (report.reached.some(({ addressChosenBy }) => addressChosenBy === "client"))
    lines.push("", ...wrapText(LYING, options.columns));
  if (report.unknown.length > 0) {
    lines.push("", paint.unknown("Unknown"));
    for (const line of report.unknown) {
      const { to, says, places } = unknownWords(line);
      lines.push(...item(`${to}: ${says}${places.length === 0 ? "" : `  ${places.join(", ")}`}`, options));
    }
  }
  lines.push("", paint.strong("Around the sidecar"), ...aroundWords(report).flatMap((one) => item(one, options)));
  if (report.inCluster > 0) lines.push("", `In-cluster Services that are not listed: ${report.inCluster}`);
  return lines;
}

function rowLines(row: Row, table: readonly number[], { verbose, paint }: ReachTextOptions): string[] {
  const [first = "", ...more] = row.openedBy;
  const opened = more.length > 0 && !verbose ? `${first} and ${more.length} more` : first;
  const cells = [row.to, row.port, row.protocol, row.chosenBy, row.privateAnswers];
  const indent = " ".repeat(2 + table.reduce((sum, width) => sum + width + 2, 0));
  return [
    `  ${cellsOf([...cells, opened], table)}`,
    ...(verbose ? more.map((one) => `${indent}${oneLine(one)}`) : []),
    ...row.notes.map((note) => paint.faint(`    ${oneLine(note)}`)),
  ];
}

/** Of all columns but the last, over all tables of a report. */
function widths(rows: readonly Row[]): number[] {
  const cells = [
    [...HEADS],
    ...rows.map(({ to, port, protocol, chosenBy, privateAnswers }) => [to, port, protocol, chosenBy, privateAnswers]),
  ];
  return HEADS.slice(0, -1).map((_, column) => Math.max(...cells.map((row) => textWidth(oneLine(row[column] ?? "")))));
}

function cellsOf(cells: readonly string[], table: readonly number[]): string {
  return cells
    .map(oneLine)
    .map((cell, column) => `${cell}${" ".repeat(Math.max(0, (table[column] ?? 0) - textWidth(cell)))}`)
    .join("  ")
    .trimEnd();
}

function item(text: string, { columns }: ReachTextOptions): string[] {
  return wrapText(oneLine(text), columns - 4).map((line, index) => `${index === 0 ? "  - " : "    "}${line}`);
}
