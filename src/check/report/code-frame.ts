import { oneLine } from "../../diagnostics/one-line.ts";
import type { Place } from "../finding.ts";

const LONGEST = 120;

/** The line that a place is on, with marks below it; nothing where there is no such line. */
export function codeFrame(lines: readonly string[], { line, column, endColumn }: Place): string[] {
  const text = lines[line - 1];
  if (text === undefined || text.trim() === "") return [];
  // What is far behind the beginning of a long line is shown from a little before it.
  const from = column > LONGEST / 2 ? column - 20 : 1;
  const cut = text.slice(from - 1, from - 1 + LONGEST);
  const number = String(line);
  const margin = " ".repeat(number.length);
  const before = cut.slice(0, column - from).replace(/[^\t]/g, " ");
  const width = Math.max(1, Math.min(endColumn - column, cut.length - (column - from)));
  const lead = from > 1 ? "…" : "";
  return [
    `${number} | ${lead}${oneLine(cut)}${text.length > from - 1 + LONGEST ? "…" : ""}`,
    `${margin} | ${lead === "" ? "" : " "}${before}${"^".repeat(width)}`,
  ];
}
