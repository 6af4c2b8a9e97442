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
  return [...commentsOf(text)].flatMap(({ offset, source }) => {
    const body = MARK.exec(source)?.[1];
    if (body === undefined) return [];
    const before = text.slice(0, offset);
    const line = before.split("\n").length;
    const column = offset - (before.lastIndexOf("\n") + 1) + 1;
    const alone = (lines[line - 1] ?? "").slice(0, column - 1).trim() === "";
    return [
      {
        line,
        column,
        endColumn: column + source.length,
        target: alone ? nextContent(lines, line) : line,
        parsed: parseSuppression(body.trim()),
      },
    ];
  });
}

/** Comments as YAML sees them: a # in a text is none. */
function* commentsOf(text: string): Generator<{ offset: number; source: string }> {
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  let scalar = false;
  for (const token of new Lexer().lex(text)) {
    // Marks of the lexer's own, which stand for no text: a document begins, the text of a scalar follows, an error.
    if (token === "\u0002" || token === "\u0018" || token === "\u001f") {
      scalar = token === "\u001f";
      continue;
    }
    if (token.startsWith("#") && !scalar) yield { offset, source: token.trimEnd() };
    scalar = false;
    if (token !== "\uFEFF") offset += token.length;
  }
}

/** The first line after one that is neither empty nor a comment nor the mark of a document, from 1. */
function nextContent(lines: readonly string[], after: number): number {
  for (let index = after; index < lines.length; index++) {
    if (!/^\s*(#.*|---\s*)?$/.test(lines[index] ?? "")) return index + 1;
  }
  return after;
}
