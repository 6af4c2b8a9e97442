import { adviceFor } from "../advice.ts";
import type { Answer } from "../answer.ts";
import type { DecidedBy, Hop } from "../result.ts";
import { linesWithin, monospacedWidth, proportionalWidth, xmlText } from "./svg-text.ts";
import {
  connectionWords,
  groupHops,
  groupWords,
  type HopGroup,
  headline,
  placeInFile,
  resourceWords,
  STAGE_WORDS,
  verdictWords,
} from "./words.ts";

/** As wide as a README's column on GitHub, so that its text is shown at its own size. */
const WIDTH = 830;
const EDGE = 20;
const PADDING = 16;
const LABEL_WIDTH = 118;
const TEXT_SIZE = 14;
const SMALL = 12;
const LINE = 20;
const SMALL_LINE = 17;
const GAP = 34;
const LOST_SHOWN = 2;

/**
 * The way as a picture by itself: a card for each proxy, a row for each decision. Light or dark as its viewer is; no script, no font and
 * nothing else from outside, so that it shows in a README too.
 */
export function answerSvg(answer: Answer): string {
  const drawing = new Drawing();
  const { result, connection } = answer;
  drawing.banner(answer);
  drawing.faintLine(connectionWords(connection));
  const groups = groupHops(result.path);
  for (const [index, group] of groups.entries()) {
    if (index > 0) drawing.arrow();
    drawing.card(group, result.outcome !== "reached" && index === groups.length - 1 ? result.outcome : undefined);
  }
  drawing.notes(answer);
  return drawing.finish(`${headline(answer)}. ${connectionWords(connection)}`);
}

class Drawing {
  readonly #shapes: string[] = [];
  #y = EDGE;

  banner(answer: Answer): void {
    const { result } = answer;
    const lines = linesWithin(headline(answer), WIDTH - 2 * EDGE - 2 * PADDING, (text) => proportionalWidth(text, 16));
    const height = 26 + 22 * lines.length + PADDING;
    this.#shapes.push(rect(EDGE, this.#y, WIDTH - 2 * EDGE, height, `banner ${result.outcome}`));
    const verdict = verdictWords(result).toUpperCase();
    this.#text(
      EDGE + PADDING,
      this.#y + 24,
      "verdict",
      `${verdict}${result.detail === "" ? "" : ` · ${result.detail}`}`,
    );
    for (const [index, line] of lines.entries()) this.#text(EDGE + PADDING, this.#y + 48 + 22 * index, "says", line);
    this.#y += height + 10;
  }

  faintLine(text: string): void {
    for (const line of linesWithin(text, WIDTH - 2 * EDGE - PADDING, (one) => proportionalWidth(one, TEXT_SIZE))) {
      this.#y += LINE;
      this.#text(EDGE + PADDING, this.#y, "faint", line);
    }
    this.#y += 16;
  }

  arrow(): void {
    const x = EDGE + PADDING + 8;
    this.#shapes.push(`<path class="arrow" d="M${x} ${this.#y + 4}v${GAP - 12}m-5 -6l5 6l5 -6"/>`);
    this.#y += GAP;
  }

  card(group: HopGroup, ends: string | undefined): void {
    const top = this.#y;
    const rows: string[] = [];
    const title = groupWords(group);
    let y = top + 28;
    rows.push(text(EDGE + PADDING, y, "title", title));
    y += 12;
    for (const hop of group.hops) {
      const last = ends !== undefined && hop === group.hops.at(-1);
      const row = hopRow(hop, y, last ? `label ${ends}` : "label");
      rows.push(...row.shapes);
      y = row.bottom;
    }
    const height = y - top + 10;
    this.#shapes.push(rect(EDGE, top, WIDTH - 2 * EDGE, height, "card"), ...rows);
    this.#y = top + height;
  }

  notes(answer: Answer): void {
    const { says, command } = adviceFor(answer);
    const width = WIDTH - 2 * EDGE - PADDING;
    this.#y += 12;
    for (const one of says) this.#paragraph(one, width, "advice");
    if (command !== undefined) {
      for (const line of linesWithin(`$ ${command}`, width, (one) => monospacedWidth(one, SMALL))) {
        this.#y += SMALL_LINE;
        this.#text(EDGE + PADDING, this.#y, "code", line);
      }
      this.#y += 6;
    }
    for (const one of answer.assumptions) this.#paragraph(`Taken for granted: ${one}`, width, "small");
    this.#y += EDGE - 4;
  }

  #paragraph(whole: string, width: number, kind: "advice" | "small"): void {
    const [size, step] = kind === "advice" ? [TEXT_SIZE, LINE] : [SMALL, SMALL_LINE];
    for (const line of linesWithin(whole, width, (one) => proportionalWidth(one, size))) {
      this.#y += step;
      this.#text(EDGE + PADDING, this.#y, kind, line);
    }
    this.#y += 4;
  }

  #text(x: number, y: number, kind: string, content: string): void {
    this.#shapes.push(text(x, y, kind, content));
  }

  finish(title: string): string {
    const height = this.#y;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${xmlText(title)}">`,
      `<style>${STYLE}</style>`,
      `<rect class="page" width="${WIDTH}" height="${height}" rx="12"/>`,
      ...this.#shapes,
      "</svg>\n",
    ].join("\n");
  }
}

/** One decision: its kind on the left, what it says, where it stands, and what lost. */
function hopRow(hop: Hop, top: number, label: string): { readonly shapes: string[]; readonly bottom: number } {
  const x = EDGE + PADDING + LABEL_WIDTH;
  const width = WIDTH - EDGE - PADDING - x;
  const shapes: string[] = [];
  let y = top + LINE;
  shapes.push(text(EDGE + PADDING, y, label, STAGE_WORDS[hop.stage]));
  for (const [index, line] of linesWithin(hop.says, width, (one) => proportionalWidth(one, TEXT_SIZE)).entries()) {
    if (index > 0) y += LINE;
    shapes.push(text(x, y, "decision", line));
  }
  const place = (decidedBy: DecidedBy | undefined, indent: number): void => {
    if (decidedBy === undefined) return;
    const words = `${resourceWords(decidedBy)} · ${placeInFile(decidedBy)}`;
    for (const line of linesWithin(words, width - indent, (one) => monospacedWidth(one, SMALL))) {
      y += SMALL_LINE;
      shapes.push(text(x + indent, y, "place", line));
    }
  };
  place(hop.decidedBy, 0);
  for (const lost of hop.lost.slice(0, LOST_SHOWN)) {
    for (const line of linesWithin(`not: ${lost.says}`, width - 14, (one) => proportionalWidth(one, 13))) {
      y += SMALL_LINE + 1;
      shapes.push(text(x + 14, y, "lost", line));
    }
    place(lost.decidedBy, 14);
  }
  if (hop.lost.length > LOST_SHOWN) {
    y += SMALL_LINE + 1;
    shapes.push(text(x + 14, y, "lost", `… and ${hop.lost.length - LOST_SHOWN} more`));
  }
  return { shapes, bottom: y + 6 };
}

function text(x: number, y: number, kind: string, content: string): string {
  return `<text x="${x}" y="${y}" class="${kind}">${xmlText(content)}</text>`;
}

function rect(x: number, y: number, width: number, height: number, kind: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" class="${kind}"/>`;
}

/** Colours of GitHub's pages, light and dark. */
const STYLE = [
  "text{font-family:-apple-system,BlinkMacSystemFont,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif;font-size:14px;fill:#1f2328;white-space:pre}",
  ".place,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:12px}",
  ".place{fill:#0550ae}.title{font-weight:600;font-size:15px}.label{fill:#59636e;font-size:13px}.faint,.small{fill:#59636e}.small{font-size:12px}",
  ".lost{fill:#59636e;font-size:13px}.verdict{fill:#fff;font-weight:600;font-size:12px;letter-spacing:.06em}.says{fill:#fff;font-weight:600;font-size:16px}",
  ".page{fill:#fff}.card{fill:#f6f8fa;stroke:#d1d9e0}.arrow{fill:none;stroke:#818b98;stroke-width:1.5}",
  "rect.reached{fill:#1a7f37}rect.blocked{fill:#cf222e}rect.unknown{fill:#9a6700}",
  "text.blocked{fill:#cf222e;font-weight:600}text.unknown{fill:#9a6700;font-weight:600}",
  "@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.place{fill:#79c0ff}.label,.faint,.small,.lost{fill:#9198a1}.page{fill:#0d1117}.card{fill:#151b23;stroke:#3d444d}",
  "rect.reached{fill:#238636}rect.blocked{fill:#da3633}rect.unknown{fill:#9e6a03}text.blocked{fill:#ff7b72}text.unknown{fill:#d29922}}",
].join("");
