import type { ManifestDocument } from "../../documents/parse-documents.ts";
import type { Repair } from "../../schema/repair.ts";
import { valueAt } from "../../schema/value-at.ts";
import type { Path } from "../rule.ts";

/** A repair as a change of the text of a file: what stands from `start` to before `end` becomes `text`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Where `start` is, from 1. */
  readonly line: number;
  /** What is changed, from the top of its document. */
  readonly path: Path;
  readonly repair: Repair;
}

/** What an anchor names may stand in several places: a change of one of them would change the others. */
const ANCHOR = /(?:^|[\s[{,:-])&[^\s,[\]{}]/m;
/** Texts that are text without quotes too, and mean nothing else. */
const PLAIN_TEXT = /^[A-Za-z][\w./-]*$/;
const SPELLED = /^(?:true|false|0|-?[1-9]\d{0,14})$/;

/** Makes edits of one file's text. */
export class TextEdits {
  readonly #text: string;
  #lineStarts: readonly number[] | undefined;
  #hasAnchors: boolean | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** @returns undefined where what stands there is not written plainly enough to be sure of it */
  editFor(document: ManifestDocument, path: Path, repair: Repair): TextEdit | undefined {
    this.#hasAnchors ??= ANCHOR.test(this.#text);
    if (this.#hasAnchors) return undefined;
    const place = this.#extent(document, path, repair.kind === "rename" ? "key" : "value");
    const written = this.#text.slice(place.start, place.end);
    // A tag before a value says what it is.
    if (/[!?]\S*\s*$/.test(this.#lineBefore(place.start))) return undefined;
    const value = repair.kind === "rename" ? path.at(-1) : valueAt(document.value, path);
    const edit = (text: string | undefined): TextEdit | undefined =>
      text === undefined ? undefined : { ...place, text, path, repair };
    switch (repair.kind) {
      case "rename":
      case "replace":
        return edit(replaced(written, value, repair.to));
      case "quote":
        return edit(written === String(value) && SPELLED.test(written) ? `"${written}"` : undefined);
      case "unquote":
        return edit(isQuoted(written, value) && SPELLED.test(String(value)) ? String(value) : undefined);
      case "remove": {
        if (written !== String(value) && !isQuoted(written, value)) return undefined;
        const whole = this.#wholeLine(place, written) ?? this.#afterEntry(document, path, place);
        return whole === undefined ? undefined : { ...place, ...whole, text: "", path, repair };
      }
    }
  }

  #extent(document: ManifestDocument, path: Path, part: "key" | "value"): Place {
    const { line, column, endColumn } = document.span(path, part);
    this.#lineStarts ??= startsOfLines(this.#text);
    const start = (this.#lineStarts[line - 1] ?? 0) + column - 1;
    return { start, end: start + endColumn - column, line };
  }

  #lineBefore(offset: number): string {
    return this.#text.slice(this.#text.lastIndexOf("\n", offset - 1) + 1, offset);
  }

  /** The line of an entry that has it for itself: a comment beside it must not go with it. */
  #wholeLine({ start }: Place, written: string): Extent | undefined {
    const before = this.#lineBefore(start);
    const lineEnd = this.#text.indexOf("\n", start);
    const end = lineEnd < 0 ? this.#text.length : lineEnd + 1;
    const behind = this.#text.slice(start + written.length, end);
    return /^ *- +$/.test(before) && behind.trim() === "" ? { start: start - before.length, end } : undefined;
  }

  /** From behind the entry before it, in brackets: `["a", "b"]`. */
  #afterEntry(document: ManifestDocument, path: Path, { start, end }: Place): Extent | undefined {
    const index = path.at(-1);
    if (typeof index !== "number" || index === 0) return undefined;
    const before = this.#extent(document, [...path.slice(0, -1), index - 1], "value");
    return /^\s*,\s*$/.test(this.#text.slice(before.end, start)) ? { start: before.end, end } : undefined;
  }
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

interface Place extends Extent {
  readonly line: number;
}

function replaced(written: string, value: unknown, to: string): string | undefined {
  if (isQuoted(written, value)) return /["'\\\n]/.test(to) ? undefined : `${written[0]}${to}${written[0]}`;
  return written === value && PLAIN_TEXT.test(to) ? to : undefined;
}

/** Whether a text is in quotes that hold the value as it is, without escapes. */
function isQuoted(written: string, value: unknown): boolean {
  return typeof value === "string" && (written === `"${value}"` || written === `'${value}'`);
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1)) starts.push(index + 1);
  return starts;
}
