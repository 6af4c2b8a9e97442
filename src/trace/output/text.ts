import { oneLine } from "../../diagnostics/one-line.ts";
import { adviceFor } from "../advice.ts";
import type { Answer } from "../answer.ts";
import type { DecidedBy, Hop, Lost } from "../result.ts";
import type { Paint } from "./paint.ts";
import {
  connectionWords,
  envoyName,
  groupHops,
  groupWords,
  headline,
  placeInFile,
  resourceWords,
  STAGE_WORDS,
  verdictWords,
} from "./words.ts";
import { textWidth, wrapText } from "./wrap.ts";

export interface TextOptions {
  /** Of the terminal. */
  readonly columns: number;
  /** All that lost, and Envoy's own names. */
  readonly verbose: boolean;
  readonly paint: Paint;
}

const LABEL = 15;
/** Losers of one decision that are shown without --verbose. */
const FEW = 2;
const MARKS = { reached: "✓", blocked: "✗", unknown: "?" } as const;

/** The answer as a path: the verdict, one block for each proxy with a line for each decision, and the verdict again with what to do. */
export function answerText(answer: Answer, options: TextOptions): string {
  const { result, connection } = answer;
  const { paint } = options;
  const lines: string[] = [];
  lines.push(
    ...paragraph(`${MARKS[result.outcome]} ${headline(answer)}`, "", "  ", options).map((line) =>
      paint[result.outcome](line),
    ),
  );
  lines.push(...paragraph(connectionWords(connection), "  ", "    ", options).map(paint.faint), "");
  const groups = groupHops(result.path);
  for (const [index, group] of groups.entries()) {
    if (index > 0) lines.push(paint.faint("  │"));
    lines.push(`${index === 0 ? "  " : paint.faint("  ▼ ")}${paint.strong(oneLine(groupWords(group)))}`);
    for (const hop of group.hops) {
      const ends = hop === result.path.at(-1) && result.outcome !== "reached";
      lines.push(...hopLines(hop, ends ? paint[result.outcome](`  ${MARKS[result.outcome]}`) : undefined, options));
    }
  }
  lines.push("", ...ending(answer, options));
  return `${lines.join("\n")}\n`;
}

/** @param mark stands in place of the bar where the connection ends */
function hopLines(hop: Hop, mark: string | undefined, options: TextOptions): string[] {
  const { paint, verbose } = options;
  const label = STAGE_WORDS[hop.stage];
  const name = verbose ? envoyName(hop) : "";
  const bar = `${paint.faint("  │")}  `;
  const first = `${mark === undefined ? bar : `${mark}  `}${paint.faint(label.padEnd(LABEL))}`;
  const next = `${mark === undefined ? bar : " ".repeat(5)}${" ".repeat(LABEL)}`;
  const indent = 5 + LABEL;
  const lines = withPlace(`${hop.says}${name === "" ? "" : ` (${name})`}`, hop.decidedBy, indent, options).map(
    (line, index) => `${index === 0 ? first : next}${line}`,
  );
  const shown = verbose ? hop.lost : hop.lost.slice(0, FEW);
  for (const lost of shown) {
    lines.push(
      ...lostLines(lost, indent + 2, options).map(
        (line, index) => `${next}${paint.faint(index === 0 ? "✗ " : "  ")}${line}`,
      ),
    );
  }
  if (shown.length < hop.lost.length) {
    lines.push(`${next}${paint.faint(`… ${hop.lost.length - shown.length} more lost (--verbose shows them)`)}`);
  }
  return lines;
}

function lostLines(lost: Lost, indent: number, options: TextOptions): string[] {
  return withPlace(lost.says, lost.decidedBy, indent, options).map(options.paint.faint);
}

/** A sentence with resource and `file:line` behind its last line, or on a line of their own where that has no room. */
function withPlace(text: string, decidedBy: DecidedBy | undefined, indent: number, options: TextOptions): string[] {
  const { paint, verbose } = options;
  const columns = options.columns - indent;
  const lines = wrapText(oneLine(text), columns);
  if (decidedBy === undefined) return lines;
  const resource = oneLine(`${resourceWords(decidedBy)}${verbose ? ` ${decidedBy.field}` : ""}`);
  const place = oneLine(placeInFile(decidedBy));
  const last = lines.at(-1) ?? "";
  const width = textWidth(resource) + 2 + textWidth(place);
  const painted = `${paint.faint(resource)}  ${paint.place(place)}`;
  if (textWidth(last) + 2 + width <= columns) return [...lines.slice(0, -1), `${last}  ${painted}`];
  return width <= columns
    ? [...lines, painted]
    : [...lines, ...wrapText(resource, columns).map(paint.faint), paint.place(place)];
}

function ending(answer: Answer, options: TextOptions): string[] {
  const { result, assumptions } = answer;
  const { paint } = options;
  const advice = adviceFor(answer);
  const verdict = verdictWords(result);
  const detail = result.detail === "" ? "" : ` (${result.detail})`;
  const lines = paragraph(`${verdict[0]?.toUpperCase()}${verdict.slice(1)}${detail}.`, "", "", options).map((line) =>
    paint[result.outcome](line),
  );
  for (const says of advice.says) lines.push(...paragraph(says, "", "", options));
  if (advice.command !== undefined) lines.push(`  $ ${advice.command}`);
  if (assumptions.length > 0) {
    lines.push("", "Taken for granted:");
    for (const assumption of assumptions)
      lines.push(...paragraph(`- ${assumption}`, "", "  ", options).map(paint.faint));
  }
  return lines;
}

function paragraph(text: string, first: string, next: string, { columns }: TextOptions): string[] {
  const indent = Math.max(first.length, next.length);
  return wrapText(oneLine(text), columns - indent).map((line, index) => `${index === 0 ? first : next}${line}`);
}
