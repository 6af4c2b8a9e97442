import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root.ts";

/**
 * How much a wildcard opens:
 * - `public-suffix`: everybody's names (`*.com`, `*.co.uk`), or what stands above such a suffix (`*.kawasaki.jp`)
 * - `multi-tenant`: names of many unrelated parties (`*.github.io`), or what stands above such a suffix (`*.amazonaws.com`)
 * - `own`: names of one registrant
 */
export type Breadth = "public-suffix" | "multi-tenant" | "own";

const BREADTHS: Readonly<Record<string, Breadth>> = { "=": "public-suffix", "~": "multi-tenant", "!": "own" };

let table: string | undefined;
/** By top-level domain: what is known of the names below it. */
const namesBelow = new Map<string, ReadonlyMap<string, Breadth>>();

/**
 * Source: the Public Suffix List, its ICANN and its private section, as scripts/public-suffix/derive.mjs took it from tldts, which itself
 * would need longer to load than all the rest of a small run.
 *
 * @param base the name below which everything is meant: `github.io` for `*.github.io`; lower-case A-labels
 */
export function breadthOf(base: string): Breadth {
  const dot = base.lastIndexOf(".");
  // The list's rule for whatever it does not name: a top-level domain is a public suffix.
  if (dot < 0) return "public-suffix";
  const names = below(base.slice(dot + 1));
  const name = base.slice(0, dot);
  return names.get(name) ?? names.get(name.replace(/^[^.]+/, "*")) ?? "own";
}

/** Whose list it is, and which: "tldts 7.5.5". */
export function publicSuffixVersion(): string {
  return /^# The Public Suffix List of ([^,]+),/.exec(readTable())?.[1] ?? "";
}

function readTable(): string {
  table ??= readFileSync(join(packageRoot(), "schemas", "public-suffixes.txt"), "latin1");
  return table;
}

function below(top: string): ReadonlyMap<string, Breadth> {
  let names = namesBelow.get(top);
  if (names === undefined) {
    const text = readTable();
    const begin = text.indexOf(`\n${top} `);
    const line = begin < 0 ? top : text.slice(begin + 1, text.indexOf("\n", begin + 1));
    const marked = line.split(" ").slice(1);
    names = new Map(marked.map((text) => [text.slice(1), BREADTHS[text[0] ?? ""] ?? "own"]));
    namesBelow.set(top, names);
  }
  return names;
}
