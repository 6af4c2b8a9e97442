import { readVariables } from "./read-variables.ts";

/** A variable of nginx, without its `$`: `ssl_preread_server_name`. One digit from 1 to 9 is a capture. */
export interface Variable {
  readonly kind: "variable";
  readonly name: string;
}

/** Text and variables side by side in one word: `$clean_name:443`. */
export interface Concat {
  readonly kind: "concat";
  readonly parts: readonly (string | Variable)[];
}

/** A word in which nginx looks for no variables: a regular expression, where `$` is an anchor. */
export interface Pattern {
  readonly kind: "pattern";
  readonly text: string;
}

/** One word of a directive. A plain string is literal text: the printer refuses a `$` in it, because nginx has no escape for one. */
export type Arg = string | Variable | Concat | Pattern;

/**
 * One directive of an nginx configuration, simple (`pid x;`) or with a block (`stream { … }`).
 *
 * An entry of a `map` is a directive too: its name is the key, a `Pattern` where the key starts with `~`.
 */
export interface Directive {
  readonly name: string | Pattern;
  readonly args: readonly Arg[];
  readonly block?: readonly Directive[];
  /** Printed above the directive, one `#` line for each line. */
  readonly comment?: string;
}

/** A directive without a block. */
export function directive(name: string | Pattern, ...args: Arg[]): Directive {
  return { name, args };
}

/** A directive with a block. */
export function block(name: string, args: readonly Arg[], inside: readonly Directive[]): Directive {
  return { name, args, block: inside };
}

/** The same directive with a comment above it. */
export function commented(comment: string, target: Directive): Directive {
  return { ...target, comment };
}

export function variable(name: string): Variable {
  return { kind: "variable", name };
}

/** A regular expression as a key of `map`, with nginx's mark `~` (case matters) in front. */
export function regex(expression: string): Pattern {
  return { kind: "pattern", text: `~${expression}` };
}

/** Text and variables as one word, in the one form that `parseConf` gives back: no empty and no neighbouring texts. */
export function concat(...parts: readonly (string | Variable)[]): Arg {
  const merged: (string | Variable)[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part === "") continue;
    if (typeof part === "string" && typeof last === "string") merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  const [only] = merged;
  if (only === undefined) return "";
  return merged.length === 1 ? only : { kind: "concat", parts: merged };
}

/** Reads `$name` in a text of our own as variables. Never for text that a user gave: use `concat` there. */
export function template(text: string): Arg {
  return readVariables(text);
}
