import { flowValue } from "./quick-flow.ts";
import { isPlainKey, NotPlain, readScalar } from "./quick-scalar.ts";

/** A line of a document as the quick reader sees it. */
export interface QuickLine {
  /** Blanks before its first character; -1 for a line of blanks or a comment. */
  readonly indent: number;
  /** Whether a dash begins it. */
  readonly isItem: boolean;
  /** Column of what follows the dash; without a dash the indent. */
  readonly column: number;
  readonly key: string | undefined;
  /** What follows dash and key is nothing, the head of a literal block, or a value. */
  readonly rest: "nothing" | "|" | "|-" | "value";
  readonly value: unknown;
}

/** Indent, dash, key, and what follows them: all that a line can have here. */
const LINE = /^( *)(- +)?(?:([A-Za-z_/][\w./-]*):(?: +|(?=\r?$)))?([^\n]*)$/;

/** Manifests repeat their lines: `protocol: TLS` is read once. */
const read = new Map<string, QuickLine>();
const MOST = 50_000;

/** A line keeps the text of its whole file in memory: this many characters of files, and the lines are forgotten. */
const MOST_TEXT = 16 * 1024 * 1024;
let textRead = 0;

/** To be called before the lines of a file are read. */
export function beginFile(text: string): void {
  textRead += text.length;
  if (textRead <= MOST_TEXT) return;
  read.clear();
  textRead = text.length;
}

/** @throws NotPlain for a line that only the full parser can read */
export function quickLine(text: string): QuickLine {
  let line = read.get(text);
  if (line === undefined) {
    line = readLine(text);
    if (read.size < MOST) read.set(text, line);
  }
  return line;
}

const BLANK: QuickLine = { indent: -1, isItem: false, column: -1, key: undefined, rest: "nothing", value: undefined };

function readLine(text: string): QuickLine {
  const [, indents = "", dash, key, written = ""] = LINE.exec(text) ?? [];
  const rest = written.trimEnd();
  const indent = indents.length;
  const isNothing = rest === "" || rest.startsWith("#");
  if (dash === undefined && key === undefined) {
    if (isNothing) return BLANK;
    // A dash alone, or a marker: all else that could stand here goes on with a scalar.
    if (rest !== "-") throw NotPlain;
    return { indent, isItem: true, column: indent + 1, key, rest: "nothing", value: undefined };
  }
  if (key !== undefined && !isPlainKey(key)) throw NotPlain;
  const line = { indent, isItem: dash !== undefined, column: indent + (dash?.length ?? 0), key };
  if (isNothing) return { ...line, rest: "nothing", value: undefined };
  if (rest === "|" || rest === "|-") return { ...line, rest, value: undefined };
  const value = rest.startsWith("[") || rest.startsWith("{") ? flowValue(rest) : readScalar(rest);
  return { ...line, rest: "value", value };
}
