import type { NameTable } from "../../model/envoy/name-patterns.ts";

/** What is found out of one name, and what answered by it. */
export interface Judged<T> {
  readonly value: T;
  readonly tables: readonly NameTable[];
}

/** Names that all come to the same: those of a pattern that no narrower pattern takes. */
export interface Cell<T> {
  /** `*` any name, `*.wikipedia.org`, `en.wikipedia.org`, or "" for none. */
  readonly pattern: string;
  /** One of its names. */
  readonly example: string;
  readonly value: T;
}

export const ANY = "*";

/**
 * Parts all names into cells. Only names that some table tells apart are looked at: what is asked for one name of a cell is what is asked
 * for all of them, and each pattern that was asked about makes a cell of its own.
 *
 * @param seeds patterns that decide before any table is asked
 */
export function nameCells<T>(
  judge: (name: string, pattern: string) => Judged<T>,
  seeds: readonly string[],
): ReadonlyMap<string, Cell<T>> {
  const cells = new Map<string, Cell<T>>();
  const known = new Set<string>([ANY, ...seeds]);
  const seen = new Map<NameTable, string[]>();
  let waiting = [...known];
  while (waiting.length > 0) {
    for (let pattern = waiting.pop(); pattern !== undefined; pattern = waiting.pop()) {
      const example = exampleOf(pattern, known);
      if (example === undefined) continue;
      const { value, tables } = judge(example, pattern);
      cells.set(pattern, { pattern, example, value });
      for (const table of tables) waiting.push(...newPatterns(table, pattern, known, seen));
    }
    // A pattern that was found later may have taken an example away.
    waiting = [...cells.values()]
      .filter(({ pattern, example }) => patternOf(example, known) !== pattern)
      .map(({ pattern }) => pattern);
    for (const pattern of waiting) cells.delete(pattern);
  }
  return cells;
}

/** Patterns of a table below the pattern that asked it. What is not below it, others ask about. */
function newPatterns(table: NameTable, asking: string, known: Set<string>, seen: Map<NameTable, string[]>): string[] {
  const before = seen.get(table) ?? [];
  if (before.some((one) => isBelow(asking, one) || one === asking)) return [];
  seen.set(table, [...before, asking]);
  const found: string[] = [];
  for (const pattern of table.patterns()) {
    // A name may be written with a dot at its end: it is the same name.
    if (known.has(pattern) || pattern.endsWith(".") || !isBelow(pattern, asking)) continue;
    known.add(pattern);
    found.push(pattern);
  }
  return found;
}

/** Whether all names of a pattern are names of another, wider one. "" is no name, and only any name is wider. */
export function isBelow(inner: string, outer: string): boolean {
  if (!outer.startsWith("*") || inner === outer) return false;
  if (inner === "" || outer === ANY) return outer === ANY;
  const suffix = outer.slice(1);
  return inner.startsWith("*")
    ? inner.length > outer.length && inner.endsWith(suffix)
    : inner.length > suffix.length && inner.endsWith(suffix);
}

/** The narrowest of the patterns that takes a name. */
export function patternOf(name: string, patterns: { has(pattern: string): boolean }): string {
  if (patterns.has(name)) return name;
  return widerThan(name, patterns) ?? ANY;
}

/** The narrowest of the patterns that is wider than a pattern; undefined for `*`. */
export function widerThan(pattern: string, patterns: { has(pattern: string): boolean }): string | undefined {
  if (pattern === ANY) return undefined;
  const text = pattern.startsWith("*") ? pattern.slice(1) : pattern;
  for (let start = 1; start < text.length; start++) {
    const wider = `*${text.slice(start)}`;
    if (patterns.has(wider)) return wider;
  }
  return ANY;
}

const LABELS = ["any-name", "any-other-name", "any-third-name", "any-fourth-name"];
const ENDS = [".invalid", ".example", ".test", ".any-end"];

/** A name of a pattern that no narrower one takes. */
function exampleOf(pattern: string, known: ReadonlySet<string>): string | undefined {
  if (!pattern.startsWith("*")) return pattern;
  const ends = pattern === ANY ? ENDS : [pattern.slice(1)];
  const names = LABELS.flatMap((label) => ends.map((end) => `${label}${end}`));
  return names.find((name) => patternOf(name, known) === pattern);
}
