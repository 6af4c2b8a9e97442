import table from "./breadths.json" with { type: "json" };

/**
 * How much a wildcard opens:
 * - `public-suffix`: everybody's names (`*.com`, `*.co.uk`), or what stands above such a suffix (`*.kawasaki.jp`)
 * - `multi-tenant`: names of many unrelated parties (`*.github.io`), or what stands above such a suffix (`*.amazonaws.com`)
 * - `own`: names of one registrant
 */
export type Breadth = "public-suffix" | "multi-tenant" | "own";

const BREADTHS: Readonly<Record<string, Breadth>> = { "=": "public-suffix", "~": "multi-tenant", "!": "own" };

/** By top-level domain: the marked names below it, as scripts/public-suffix/derive.mjs wrote them. */
const namesBelow = new Map<string, ReadonlyMap<string, Breadth>>();

/**
 * Source: the Public Suffix List, its ICANN and its private section, by way of tldts.
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

function below(top: string): ReadonlyMap<string, Breadth> {
  let names = namesBelow.get(top);
  if (names === undefined) {
    const line = table.lines.find((candidate) => candidate.startsWith(`${top} `)) ?? top;
    const marked = line.split(" ").slice(1);
    names = new Map(marked.map((text) => [text.slice(1), BREADTHS[text[0] ?? ""] ?? "own"]));
    namesBelow.set(top, names);
  }
  return names;
}
