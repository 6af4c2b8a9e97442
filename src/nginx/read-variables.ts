import type { Arg, Variable } from "./directive.ts";

const BRACED = /^\{([A-Za-z0-9_]+)\}/;
const CAPTURE = /^[1-9]/;
const PLAIN = /^[A-Za-z0_][A-Za-z0-9_]*/;

/**
 * How nginx reads the variables of a word that it has already taken out of its quotes (`ngx_stream_compile_complex_value`).
 *
 * A word without `$` is text. `$1` is one digit, whatever follows it. A word in which some `$` starts no variable cannot be a
 * value at all: it is a pattern, such as `\.php$`.
 */
export function readVariables(text: string): Arg {
  if (!text.includes("$")) return text;
  const parts: (string | Variable)[] = [];
  let rest = text;
  for (let dollar = rest.indexOf("$"); dollar >= 0; dollar = rest.indexOf("$")) {
    if (dollar > 0) parts.push(rest.slice(0, dollar));
    const after = rest.slice(dollar + 1);
    const match = BRACED.exec(after) ?? CAPTURE.exec(after) ?? PLAIN.exec(after);
    if (match === null) return { kind: "pattern", text };
    parts.push({ kind: "variable", name: match[1] ?? match[0] });
    rest = after.slice(match[0].length);
  }
  if (rest !== "") parts.push(rest);
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: "concat", parts };
}

const NEEDS_BRACES = /^[1-9]./;
const NAME_CHARACTER = /^[A-Za-z0-9_]/;

/** The text of a word, before quoting: the reverse of `readVariables`. */
export function writeVariables(arg: Arg): string {
  if (typeof arg === "string") return arg;
  if (arg.kind === "pattern") return arg.text;
  const parts = arg.kind === "variable" ? [arg] : arg.parts;
  return parts.map((part, index) => (typeof part === "string" ? part : writeVariable(part, parts[index + 1]))).join("");
}

function writeVariable({ name }: Variable, next: string | Variable | undefined): string {
  const runsOn = typeof next === "string" && NAME_CHARACTER.test(next);
  // `$1` takes one digit and stops; `${1}` would be a variable that is called 1.
  const braces = NEEDS_BRACES.test(name) || (runsOn && !/^[1-9]$/.test(name));
  return braces ? `\${${name}}` : `$${name}`;
}
