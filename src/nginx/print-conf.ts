import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import type { Arg, Directive, Pattern } from "./directive.ts";
import { readVariables, writeVariables } from "./read-variables.ts";

/**
 * nginx reads its file through a buffer of 4096 bytes: a longer word or comment line is "too long parameter". With quotes and what
 * follows, 4093 bytes are left (tried with nginx 1.22.1, at many places of the buffer).
 */
const LONGEST_WORD_BYTES = 4093;

/** Words of these characters alone mean themselves; every other word is quoted. */
const BARE = /^[A-Za-z0-9_.:*/@%+=,[\]$~-]+$/;

/** Control characters, and halves of surrogate pairs, which UTF-8 cannot hold. */
const UNWRITABLE = /[\p{Control}\p{Surrogate}]/u;

/**
 * The text of an nginx configuration. All quoting and escaping happens here and nowhere else, by the rules of nginx's own
 * tokenizer (`ngx_conf_read_token`), so that `parseConf(printConf(tree))` is `tree`.
 *
 * @throws DiagnosticError `nginx-unprintable` for what nginx cannot read back as the same thing: `$` in literal text, control
 *   characters, words over 4095 bytes.
 */
export function printConf(directives: readonly Directive[]): string {
  const lines: string[] = [];
  printAll(directives, "", lines);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function printAll(directives: readonly Directive[], indent: string, lines: string[]): void {
  directives.forEach((item, index) => {
    const previous = directives[index - 1];
    const apart = item.comment !== undefined || item.block !== undefined || previous?.block !== undefined;
    if (previous !== undefined && apart) lines.push("");
    if (item.comment !== undefined) lines.push(...printComment(item.comment, indent));
    const words = [printName(item.name), ...item.args.map(printArg)].join(" ");
    if (item.block === undefined) {
      lines.push(`${indent}${words};`);
      return;
    }
    lines.push(`${indent}${words} {`);
    printAll(item.block, `${indent}  `, lines);
    lines.push(`${indent}}`);
  });
}

function printComment(comment: string, indent: string): string[] {
  return comment.split("\n").map((line) => {
    checkCharacters(line, "comment");
    return line === "" ? `${indent}#` : `${indent}# ${line}`;
  });
}

function printName(name: string | Pattern): string {
  // A key of a map is never searched for variables, but one that starts with `~` is a regular expression.
  const isPattern = typeof name !== "string";
  const text = isPattern ? name.text : name;
  if (isPattern !== isPatternName(text)) {
    throw unprintable(
      `the directive name ${JSON.stringify(text)} is ${isPattern ? "no pattern" : "a pattern to nginx"}`,
      "a name that starts with ~ or holds $ is a pattern, and no other is",
    );
  }
  return quote(text);
}

/** Whether a word at the start of a directive is a pattern and not a plain name. */
export function isPatternName(text: string): boolean {
  return text.startsWith("~") || text.includes("$");
}

/** A map of 10,000 names has the same value 10,000 times: what an object was printed as is kept as long as it lives. */
const printedArgs = new WeakMap<object, string>();

function printArg(arg: Arg): string {
  if (typeof arg === "string") return printFreshArg(arg);
  const printed = printedArgs.get(arg) ?? printFreshArg(arg);
  printedArgs.set(arg, printed);
  return printed;
}

function printFreshArg(arg: Arg): string {
  const text = writeVariables(arg);
  if (!sameArg(readVariables(text), arg)) {
    throw unprintable(
      `nginx would read the word ${JSON.stringify(text)} as something else than it is meant to be`,
      "nginx has no escape for $: in literal text it would start a variable",
    );
  }
  return quote(text);
}

function quote(text: string): string {
  if (BARE.test(text) && text.length <= LONGEST_WORD_BYTES) return text;
  checkCharacters(text, "word");
  const mark = text.includes('"') && !text.includes("'") ? "'" : '"';
  return `${mark}${escapeWord(text, mark)}${mark}`;
}

/** A backslash stands for itself unless nginx gives the pair a meaning: then, and before the closing quote, it is doubled. */
function escapeWord(text: string, mark: string): string {
  const escaped = text.replace(/\\(?=[\\"'trn$]|$)|["']/g, (found) =>
    found === "\\" || found === mark ? `\\${found}` : found,
  );
  if (Buffer.byteLength(escaped) > LONGEST_WORD_BYTES) throw tooLong(text);
  return escaped;
}

function checkCharacters(text: string, place: "word" | "comment"): void {
  if (UNWRITABLE.test(text)) {
    throw unprintable(
      `a ${place} for nginx holds a character that cannot be written: ${JSON.stringify(text.slice(0, 80))}`,
      "control characters and halves of surrogate pairs would change the file or get lost in it",
    );
  }
  if (Buffer.byteLength(text) > LONGEST_WORD_BYTES) throw tooLong(text);
}

function sameArg(left: Arg, right: Arg): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function tooLong(text: string): DiagnosticError {
  return unprintable(
    `a word or comment for nginx is too long: ${JSON.stringify(text.slice(0, 60))}…`,
    `nginx reads at most ${LONGEST_WORD_BYTES} bytes in one piece`,
  );
}

function unprintable(what: string, why: string): DiagnosticError {
  return new DiagnosticError({ severity: "error", code: "nginx-unprintable", what, why });
}
