import { DiagnosticError } from "../diagnostics/diagnostic.ts";

/** `text` is the word after nginx has taken quotes and escapes away, or the comment without its `#`. Positions count from 1. */
export interface ConfToken {
  readonly kind: "word" | "comment" | ";" | "{" | "}";
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

const SPACE = new Set([" ", "\t", "\r", "\n"]);

/**
 * Cuts a configuration into words and marks as nginx does (`ngx_conf_read_token`). Its peculiarities are kept: a quote in the
 * middle of a word is text, `}` ends nothing inside a word, after a closing quote comes a blank, `;`, `{` or `)`.
 */
export function* tokenizeConf(text: string, file: string): Generator<ConfToken> {
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let afterQuote = false;

  const here = (): { line: number; column: number } => ({ line, column: at - lineStart + 1 });
  const newline = (position: number): void => {
    line += 1;
    lineStart = position + 1;
  };

  while (at < text.length) {
    const character = text.charAt(at);
    if (SPACE.has(character)) {
      if (character === "\n") newline(at);
      afterQuote = false;
      at += 1;
      continue;
    }
    const start = here();
    if (afterQuote && character !== ";" && character !== "{" && character !== ")") {
      throw tokenError(`unexpected ${JSON.stringify(character)} right after a closing quote`, start, file);
    }
    afterQuote = false;
    if (character === ";" || character === "{" || character === "}") {
      at += 1;
      yield { kind: character, text: character, ...start };
    } else if (character === "#") {
      const end = text.indexOf("\n", at);
      const stop = end < 0 ? text.length : end;
      yield { kind: "comment", text: text.slice(at + 1, stop).replace(/\r$/, ""), ...start };
      at = stop;
    } else {
      const quoted = character === '"' || character === "'";
      const from = quoted ? at + 1 : at;
      const end = quoted ? endOfQuoted(text, from, character) : endOfBare(text, from);
      if (end < 0) throw tokenError(`the quote ${character} is never closed`, start, file);
      for (let index = text.indexOf("\n", at); index >= 0 && index < end; index = text.indexOf("\n", index + 1))
        newline(index);
      at = quoted ? end + 1 : end;
      afterQuote = quoted;
      yield { kind: "word", text: unescapeWord(text.slice(from, end)), ...start };
    }
  }
}

function endOfQuoted(text: string, from: number, mark: string): number {
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === mark) return index;
  }
  return -1;
}

/** A `{` right after `$` belongs to the word: `${name}`. */
function endOfBare(text: string, from: number): number {
  let variable = false;
  for (let index = from; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "{" && variable) continue;
    variable = character === "$";
    if (character === "\\") index += 1;
    else if (character === ";" || character === "{" || SPACE.has(character)) return index;
  }
  return text.length;
}

/** Six pairs mean something; a backslash before any other character stands for itself. */
function unescapeWord(raw: string): string {
  const meaning: Readonly<Record<string, string>> = { t: "\t", r: "\r", n: "\n" };
  return raw.replace(/\\([\\"'trn])/g, (_pair, character: string) => meaning[character] ?? character);
}

function tokenError(what: string, at: { line: number; column: number }, file: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "nginx-syntax",
    what,
    why: "nginx would refuse to start with this file",
    at: { kind: "file", file, ...at },
  });
}
