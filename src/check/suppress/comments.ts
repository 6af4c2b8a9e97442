import { Lexer } from "yaml";
import { type ParsedSuppression, parseSuppression } from "./suppression.ts";

/** A comment that suppresses, or would. */
export interface IgnoreComment {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  /** The line that it speaks of: its own, or the next one that has more than a comment. */
  readonly target: number;
  readonly parsed: ParsedSuppression;
}

const MARK = /^#+\s*wildegress-ignore\b:?\s*(.*)$/;

/** `# wildegress-ignore WE0042: reason`, behind a field or on a line of its own before it. */
export function ignoreComments(text: string): IgnoreComment[] {
  // Looking for comments properly means reading the file once more: only where there can be one.
  if (!text.includes("wildegress-ignore")) return [];
  const lines = text.split("\n");
  const next = contentAfter(lines);
  return [...commentsOf(text)].flatMap(({ line, column, source }) => {
    const body = MARK.exec(source)?.[1];
    if (body === undefined) return [];
    const alone = (lines[line - 1] ?? "").slice(0, column - 1).trim() === "";
    return [
      {
        line,
        column,
        endColumn: column + source.length,
        target: alone ? (next[line - 1] ?? line) : line,
        parsed: parseSuppression(body.trim()),
      },
    ];
  });
}

/** Comments as YAML sees them: a # in a text is none. */
function* commentsOf(text: string): Generator<{ line: number; column: number; source: string }> {
  let line = 1;
  let column = text.startsWith("\uFEFF") ? 2 : 1;
  let scalar = false;
  for (const token of new Lexer().lex(text)) {
    // Marks of the lexer's own, which stand for no text: a document begins, the text of a scalar follows, an error.
    if (token === "\u0002" || token === "\u0018" || token === "\u001f") {
      scalar = token === "\u001f";
      continue;
    }
    if (token.startsWith("#") && !scalar) yield { line, column, source: token.trimEnd() };
    scalar = false;
    if (token === "\uFEFF") continue;
    const breaks = token.split("\n").length - 1;
    line += breaks;
    column = breaks === 0 ? column + token.length : token.length - token.lastIndexOf("\n");
  }
}

/** Of each line, the first after it that is neither empty nor a comment nor the mark of a document, from 1; itself where there is none. */
function contentAfter(lines: readonly string[]): number[] {
  const next: number[] = [];
  let found: number | undefined;
  for (let index = lines.length - 1; index >= 0; index--) {
    next[index] = found ?? index + 1;
    if (!/^\s*(#.*|---\s*)?$/.test(lines[index] ?? "")) found = index + 1;
  }
  return next;
}
