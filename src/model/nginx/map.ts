import type { Arg } from "../../nginx/directive.ts";
import type { ParsedDirective } from "../../nginx/parse-conf.ts";

/** One entry of a `map`. */
export interface MapEntry {
  readonly value: Arg;
  /** From 1, inside the conf. */
  readonly line: number;
}

/** A `map` of nginx, ready to be asked. */
export interface ConfMap {
  readonly source: Arg;
  readonly exact: ReadonlyMap<string, MapEntry>;
  /** `*.example.org` and `.example.org`, by what follows the star: `.example.org`. Only with `hostnames`. */
  readonly suffixes: ReadonlyMap<string, MapEntry>;
  /** `mail.*`, by what precedes the star. Only with `hostnames`. */
  readonly prefixes: ReadonlyMap<string, MapEntry>;
  /** `text` as it stands, with its `~`. */
  readonly patterns: readonly {
    readonly text: string;
    readonly expression: RegExp | undefined;
    readonly entry: MapEntry;
  }[];
  readonly fallback: MapEntry;
  readonly hostnames: boolean;
}

export function readMap({ args, block = [], line }: ParsedDirective): ConfMap {
  const hostnames = block.some(({ name }) => name === "hostnames");
  const exact = new Map<string, MapEntry>();
  const suffixes = new Map<string, MapEntry>();
  const prefixes = new Map<string, MapEntry>();
  const patterns: { text: string; expression: RegExp | undefined; entry: MapEntry }[] = [];
  let fallback: MapEntry = { value: "", line };
  for (const one of block) {
    const entry = { value: one.args[0] ?? "", line: one.line };
    if (typeof one.name !== "string") {
      patterns.push({ text: one.name.text, expression: expressionOf(one.name.text), entry });
      continue;
    }
    // A backslash keeps a word from being taken for a parameter.
    const key = one.name.replace(/^\\/, "");
    if (one.name === "default") fallback = entry;
    else if (["hostnames", "volatile", "include"].includes(one.name)) continue;
    else if (hostnames && key.startsWith("*.")) suffixes.set(key.slice(1).toLowerCase(), entry);
    else if (hostnames && key.startsWith(".")) {
      suffixes.set(key.toLowerCase(), entry);
      exact.set(key.slice(1).toLowerCase(), entry);
    } else if (hostnames && key.endsWith(".*")) prefixes.set(key.slice(0, -1).toLowerCase(), entry);
    else exact.set(key.toLowerCase(), entry);
  }
  return { source: args[0] ?? "", exact, suffixes, prefixes, patterns, fallback, hostnames };
}

/**
 * The entry for a value: the value itself, the longest `*.suffix`, the longest `prefix.*`, the first expression, the default. Letters
 * are compared without case; of a host name a dot at the end is cut off.
 *
 * @returns undefined when it hangs on an expression that JavaScript cannot read
 *
 * Source: https://nginx.org/en/docs/stream/ngx_stream_map_module.html
 */
export function lookUpMap(map: ConfMap, value: string): MapEntry | undefined {
  const lower = value.toLowerCase();
  const name = map.hostnames ? lower.replace(/\.$/, "") : lower;
  const own = map.exact.get(name);
  if (own !== undefined) return own;
  for (let dot = name.indexOf(".", 1); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const entry = map.suffixes.get(name.slice(dot));
    if (entry !== undefined) return entry;
  }
  for (let dot = name.lastIndexOf("."); dot >= 0; dot = name.lastIndexOf(".", dot - 1)) {
    const entry = map.prefixes.get(name.slice(0, dot + 1));
    if (entry !== undefined) return entry;
    if (dot === 0) break;
  }
  for (const { expression, entry } of map.patterns) {
    if (expression === undefined) return undefined;
    if (expression.test(value)) return entry;
  }
  return map.fallback;
}

/** `~` and `~*` begin an expression of PCRE; `\z` is JavaScript's `$`. */
function expressionOf(text: string): RegExp | undefined {
  const insensitive = text.startsWith("~*");
  const source = text
    .slice(insensitive ? 2 : 1)
    .replaceAll("\\z", "$(?![\\s\\S])")
    .replaceAll("\\A", "^");
  try {
    return new RegExp(source, insensitive ? "iu" : "u");
  } catch {
    return undefined;
  }
}
