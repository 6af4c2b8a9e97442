import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { type ConfToken, tokenizeConf } from "./conf-tokens.ts";
import type { Arg, Directive, Pattern } from "./directive.ts";
import { isPatternName } from "./print-conf.ts";
import { readVariables } from "./read-variables.ts";

/** A directive that was read from a file: `line` and `column` of its first character, from 1. */
export interface ParsedDirective extends Directive {
  readonly block?: readonly ParsedDirective[];
  readonly line: number;
  readonly column: number;
}

/**
 * Reads nginx's syntax: words, quotes, escapes, comments, blocks. It knows no directive: `include` is not followed, and what a
 * directive means is not checked. The reverse of `printConf`.
 *
 * Comment lines right above a directive become its `comment`; any other comment, also one at the end of a line, is dropped.
 *
 * @param file How the text is called in error messages.
 * @throws DiagnosticError `nginx-syntax`, with line and column.
 */
export function parseConf(text: string, file = "nginx.conf"): ParsedDirective[] {
  const top: Level = { directives: [], comments: [] };
  const open: Level[] = [];
  let level = top;
  let words: ConfToken[] = [];
  let lineOfCode = 0;
  for (const token of tokenizeConf(text, file)) {
    const [first] = words;
    if (token.kind === "comment") {
      if (first === undefined && token.line !== lineOfCode) level.comments.push(token);
      continue;
    }
    lineOfCode = token.line;
    if (token.kind === "word") words.push(token);
    else if (token.kind === "}") {
      const outer = open.pop();
      if (first !== undefined) throw syntaxError('";" is missing before "}"', token, file);
      if (outer === undefined) throw syntaxError('there is a "}" without its "{"', token, file);
      level = outer;
    } else {
      if (first === undefined) throw syntaxError(`there is no directive before "${token.kind}"`, token, file);
      const read = buildDirective(first, words.slice(1), level.comments);
      words = [];
      level.comments = [];
      if (token.kind === ";") {
        level.directives.push(read);
        continue;
      }
      const inner: Level = { directives: [], comments: [], opened: token };
      level.directives.push({ ...read, block: inner.directives });
      open.push(level);
      level = inner;
    }
  }
  const [first] = words;
  if (first !== undefined) throw syntaxError('the file ends inside a directive: ";" or "{" is missing', first, file);
  if (level.opened !== undefined) throw syntaxError('the file ends inside a block: "}" is missing', level.opened, file);
  return top.directives;
}

interface Level {
  readonly directives: ParsedDirective[];
  comments: ConfToken[];
  readonly opened?: ConfToken;
}

function buildDirective(first: ConfToken, args: readonly ConfToken[], comments: readonly ConfToken[]): ParsedDirective {
  const name: string | Pattern = isPatternName(first.text) ? { kind: "pattern", text: first.text } : first.text;
  const comment = attachedComment(comments, first.line);
  return {
    name,
    args: args.map((word): Arg => readVariables(word.text)),
    ...(comment === undefined ? {} : { comment }),
    line: first.line,
    column: first.column,
  };
}

/** The unbroken run of comment lines that ends on the line above the directive. */
function attachedComment(comments: readonly ConfToken[], line: number): string | undefined {
  const lines: string[] = [];
  let expected = line - 1;
  for (const comment of [...comments].reverse()) {
    if (comment.line !== expected) break;
    lines.unshift(comment.text.startsWith(" ") ? comment.text.slice(1) : comment.text);
    expected -= 1;
  }
  return lines.length === 0 ? undefined : lines.join("\n");
}

function syntaxError(what: string, { line, column }: ConfToken, file: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "nginx-syntax",
    what,
    why: "nginx would refuse to start with this file",
    at: { kind: "file", file, line, column },
  });
}
