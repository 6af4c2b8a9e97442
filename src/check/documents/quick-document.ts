import { flowValue } from "./quick-flow.ts";
import { NotPlain, readScalar } from "./quick-scalar.ts";

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
/** Indent, dash, key, and what follows them: all that a line can have here. */
const LINE = /( *)(- +)?(?:([A-Za-z_/][\w./-]*):(?: +|(?=\r?\n|$)))?([^\n]*)\n?/y;
const MAX_LEVELS = 60;

/** Walks down the lines of a document; its fields are those of the current line. */
class QuickReader {
  readonly #text: string;
  #next = 0;
  /** Blanks before the line's first character; -1 at the end of the document. */
  #indent = -1;
  #isItem = false;
  /** Column of what follows the dash; without a dash the indent. */
  #column = -1;
  #key: string | undefined;
  #rest = "";
  #levels = 0;

  constructor(text: string) {
    this.#text = text;
    this.#advance();
    // Only the marker may stand on its line: what follows it there is rare.
    if (this.#indent === 0 && this.#key === undefined && this.#rest === "---") this.#advance();
  }

  document(): unknown {
    if (this.#indent < 0) return undefined;
    const value = this.#block();
    if (this.#indent >= 0) throw NotPlain;
    return value;
  }

  /** Goes to the next line that has more than blanks and a comment. */
  #advance(): void {
    while (this.#next < this.#text.length) {
      LINE.lastIndex = this.#next;
      const [, indent = "", dash, key, rest = ""] = LINE.exec(this.#text) ?? [];
      this.#next = LINE.lastIndex;
      this.#rest = rest.trimEnd();
      if (dash === undefined && key === undefined && (this.#rest === "" || this.#rest.startsWith("#"))) continue;
      this.#indent = indent.length;
      this.#isItem = dash !== undefined;
      this.#column = this.#indent + (dash?.length ?? 0);
      this.#key = key;
      return;
    }
    this.#indent = this.#column = -1;
    this.#isItem = false;
    this.#key = undefined;
  }

  /** The map or list that begins on the current line. */
  #block(): unknown {
    if (this.#isItem || this.#rest === "-") return this.#list();
    if (this.#key === undefined) throw NotPlain;
    return this.#map();
  }

  #list(): unknown[] {
    if (++this.#levels > MAX_LEVELS) throw NotPlain;
    const column = this.#indent;
    const items: unknown[] = [];
    while (this.#indent === column && (this.#isItem || this.#rest === "-")) {
      if (!this.#isItem) items.push(this.#below(column, false));
      else if (this.#key !== undefined) items.push(this.#map());
      else if (this.#rest === "" || this.#rest.startsWith("#")) items.push(this.#below(column, false));
      else items.push(this.#scalar(column));
    }
    if (this.#indent > column) throw NotPlain;
    this.#levels--;
    return items;
  }

  /** The first key may stand behind a dash. */
  #map(): Record<string, unknown> {
    if (++this.#levels > MAX_LEVELS) throw NotPlain;
    const column = this.#column;
    const map: Record<string, unknown> = {};
    do {
      const key = this.#key;
      // A key that is there twice, and one that is no text, are for the full parser.
      if (key === undefined || map[key] !== undefined || readScalar(key) !== key) throw NotPlain;
      const rest = this.#rest;
      map[key] = rest === "" || rest.startsWith("#") ? this.#below(column, true) : this.#scalar(column);
    } while (this.#indent === column && !this.#isItem && this.#rest !== "-");
    if (this.#indent > column) throw NotPlain;
    this.#levels--;
    return map;
  }

  /** What stands on the lines below a dash or a key at `column`. The list of a key may begin in the key's own column. */
  #below(column: number, ofKey: boolean): unknown {
    this.#advance();
    if (this.#indent > column) return this.#block();
    const isList = this.#indent === column && (this.#isItem || this.#rest === "-");
    return ofKey && isList ? this.#list() : null;
  }

  /** The rest of the current line, or the literal block below it; goes on to the next line. */
  #scalar(column: number): unknown {
    const rest = this.#rest;
    if (rest === "|" || rest === "|-") return this.#literal(column, rest);
    const value = rest.startsWith("[") || rest.startsWith("{") ? flowValue(rest) : readScalar(rest);
    this.#advance();
    // A deeper line would go on with the scalar.
    if (this.#indent > column) throw NotPlain;
    return value;
  }

  /** The lines below that are deeper than `column`. */
  #literal(column: number, header: "|" | "|-"): string {
    const lines: string[] = [];
    let margin = -1;
    while (this.#next < this.#text.length) {
      const end = this.#text.indexOf("\n", this.#next);
      // What the last line break of a text means is for the full parser.
      if (end < 0) throw NotPlain;
      const line = this.#text.slice(this.#next, this.#text[end - 1] === "\r" ? end - 1 : end);
      const indent = line.search(/[^ ]/);
      if (indent >= 0 && indent <= column) break;
      if (indent < 0) {
        // Blanks at its end could be content.
        if (line.length > Math.max(margin, 0)) throw NotPlain;
        lines.push("");
      } else {
        if (margin < 0) margin = indent;
        if (indent < margin) throw NotPlain;
        lines.push(line.slice(margin));
      }
      this.#next = end + 1;
    }
    if (margin < 0) throw NotPlain;
    while (lines.at(-1) === "") lines.pop();
    this.#advance();
    return lines.join("\n") + (header === "|" ? "\n" : "");
  }
}
