import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";

/**
 * Splits a command line into words as a POSIX shell does: blanks part words, single quotes keep everything, double quotes keep all but
 * a backslash before `"`, `\`, `$` and a backquote. There is no shell: variables, globs, pipes and substitutions are not for us, so they are refused
 * rather than passed on as text that looks as if it had worked.
 *
 * @throws DiagnosticError for an open quote, a trailing backslash, or shell syntax outside quotes
 */
export function splitWords(text: string, at: Origin): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let index = 0;
  while (index < text.length) {
    const character = text.charAt(index);
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      index += 1;
    } else if (character === "'") {
      const end = text.indexOf("'", index + 1);
      if (end < 0) throw openQuote("'", text, at);
      word = (word ?? "") + text.slice(index + 1, end);
      index = end + 1;
    } else if (character === '"') {
      const [inside, end] = readDoubleQuoted(text, index + 1, at);
      word = (word ?? "") + inside;
      index = end;
    } else if (character === "\\") {
      if (index + 1 >= text.length) throw openQuote("\\", text, at);
      word = (word ?? "") + text.charAt(index + 1);
      index += 2;
    } else {
      if ("|&;<>()$`".includes(character)) throw shellSyntax(character, text, at);
      word = (word ?? "") + character;
      index += 1;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** @returns what stands between the quotes, and the place after the closing one */
function readDoubleQuoted(text: string, start: number, at: Origin): [string, number] {
  let inside = "";
  let index = start;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character === '"') return [inside, index + 1];
    const next = text.charAt(index + 1);
    if (character === "\\" && next !== "" && '"\\$`'.includes(next)) {
      inside += next;
      index += 2;
      continue;
    }
    if (character === "$" || character === "`") throw shellSyntax(character, text, at);
    inside += character;
    index += 1;
  }
  throw openQuote('"', text, at);
}

function openQuote(quote: string, text: string, at: Origin): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "open-quote",
    what: `"${text}" cannot be split into words: ${quote === "\\" ? "it ends in a backslash" : `a ${quote} is not closed`}`,
    why: "the text is split at blanks, with quotes as in a shell",
    fix: quote === "\\" ? "remove the backslash, or write it twice" : "close the quote",
    at,
  });
}

function shellSyntax(character: string, text: string, at: Origin): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "shell-syntax",
    what: `"${text}" uses ${character}, which only a shell understands`,
    why: "the command is run without a shell, so that nothing in it is expanded by surprise",
    fix: "put the character into single quotes if it is meant as text, or write a prefix such as: sh -c 'exec ssh host \"$@\"' sh",
    at,
  });
}
