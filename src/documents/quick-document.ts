import { type QuickLine, quickLine } from "./quick-line.ts";
import { NotPlain } from "./quick-scalar.ts";

/**
 * The value of one YAML document that is written plainly, as kubectl and wildegress print and people mostly type: block maps and
 * lists, scalars and brackets within one line, literal blocks. `undefined` for all else, wrong or merely rare: then parseDocuments
 * has the word. What both give is the same, and a test holds them against each other.
 *
 * It takes a fraction of the time because it keeps no positions: those of a document are made when somebody asks for one.
 */
export function quickValue(text: string): { readonly value: unknown } | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return { value: new QuickReader(text).document() };
  } catch (error) {
    if (error === NotPlain) return undefined;
    throw error;
  }
}

/** Control characters, tabs among them, blanks and line breaks that are none for everybody, and marks of byte order. */
const UNUSUAL = /[^\P{Cc}\n\r]|\r(?!\n)|[^\P{Z} ]|[\ufeff\ufffe\uffff]/u;
const MAX_LEVELS = 60;
const END: QuickLine = { indent: -1, isItem: false, column: -1, key: undefined, rest: "nothing", value: undefined };

/** Walks down the lines of a document. */
class QuickReader {
  readonly #lines: readonly string[];
  /** Of the line behind the current one. */
  #next = 0;
  #line = END;
  #levels = 0;

  constructor(text: string) {
    this.#lines = text.split("\n");
    // Only the marker may stand on its line: what follows it there is rare.
    if (/^--- *\r?$/.test(this.#lines[0] ?? "")) this.#next = 1;
    this.#advance();
  }

  document(): unknown {
    if (this.#line === END) return undefined;
    const value = this.#block();
    if (this.#line !== END) throw NotPlain;
    return value;
  }

  /** Goes to the next line that has more than blanks and a comment. */
  #advance(): void {
    while (this.#next < this.#lines.length) {
      const line = quickLine(this.#lines[this.#next++] ?? "");
      if (line.indent < 0) continue;
      this.#line = line;
      return;
    }
    this.#line = END;
  }

  /** The map or list that begins on the current line. */
  #block(): unknown {
    return this.#line.isItem ? this.#list() : this.#map();
  }

  #list(): unknown[] {
    if (++this.#levels > MAX_LEVELS) throw NotPlain;
    const column = this.#line.indent;
    const items: unknown[] = [];
    while (this.#line.indent === column && this.#line.isItem) {
      if (this.#line.key !== undefined) items.push(this.#map());
      else if (this.#line.rest === "nothing") items.push(this.#below(column, false));
      else items.push(this.#value(column));
    }
    if (this.#line.indent > column) throw NotPlain;
    this.#levels--;
    return items;
  }

  /** The first key may stand behind a dash. */
  #map(): Record<string, unknown> {
    if (++this.#levels > MAX_LEVELS) throw NotPlain;
    const { column } = this.#line;
    const map: Record<string, unknown> = {};
    do {
      const { key, rest } = this.#line;
      // A key that is there twice is for the full parser.
      if (key === undefined || map[key] !== undefined) throw NotPlain;
      map[key] = rest === "nothing" ? this.#below(column, true) : this.#value(column);
    } while (this.#line.indent === column && !this.#line.isItem);
    if (this.#line.indent > column) throw NotPlain;
    this.#levels--;
    return map;
  }

  /** What stands on the lines below a dash or a key at `column`. The list of a key may begin in the key's own column. */
  #below(column: number, ofKey: boolean): unknown {
    this.#advance();
    if (this.#line.indent > column) return this.#block();
    return ofKey && this.#line.indent === column && this.#line.isItem ? this.#list() : null;
  }

  /** The value on the current line, or the literal block below it; goes on to the next line. */
  #value(column: number): unknown {
    const { rest, value } = this.#line;
    if (rest === "|" || rest === "|-") return this.#literal(column, rest);
    this.#advance();
    // A deeper line would go on with the scalar.
    if (this.#line.indent > column) throw NotPlain;
    // Brackets are read once for all lines alike, and every document has its own.
    return typeof value === "object" && value !== null ? structuredClone(value) : value;
  }

  /** The lines below that are deeper than `column`. */
  #literal(column: number, header: "|" | "|-"): string {
    const lines: string[] = [];
    let margin = -1;
    for (; this.#next < this.#lines.length; this.#next++) {
      const written = this.#lines[this.#next] ?? "";
      const line = written.endsWith("\r") ? written.slice(0, -1) : written;
      const indent = line.search(/[^ ]/);
      if (indent >= 0 && indent <= column) break;
      // What the last line break of a text means is for the full parser.
      if (indent >= 0 && this.#next === this.#lines.length - 1) throw NotPlain;
      if (indent < 0) {
        // Blanks at its end could be content.
        if (line.length > Math.max(margin, 0)) throw NotPlain;
        lines.push("");
      } else {
        if (margin < 0) margin = indent;
        if (indent < margin) throw NotPlain;
        lines.push(line.slice(margin));
      }
    }
    if (margin < 0) throw NotPlain;
    while (lines.at(-1) === "") lines.pop();
    this.#advance();
    return lines.join("\n") + (header === "|" ? "\n" : "");
  }
}
