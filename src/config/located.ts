import type { Origin } from "../diagnostics/diagnostic.ts";

/** A value of a file, and where it stands. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly kind: "scalar";
  readonly at: Origin;
  readonly value: string | number | boolean | null;
  /** As it is written, quotes and escapes resolved: `1.30` stays `1.30`, which as a number is 1.3. */
  readonly text: string;
}

export interface LocatedList {
  readonly kind: "list";
  readonly at: Origin;
  readonly items: readonly Located[];
}

export interface LocatedMap {
  readonly kind: "map";
  readonly at: Origin;
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

export interface LocatedEntry {
  readonly keyAt: Origin;
  readonly value: Located;
}

/** The same as plain data, for a JSON schema. A list or map that stands in many places by aliases is one object in the result, too. */
export function plainData(value: Located, seen = new Map<Located, unknown>()): unknown {
  if (value.kind === "scalar") return value.value;
  const before = seen.get(value);
  if (before !== undefined) return before;
  const plain =
    value.kind === "list"
      ? value.items.map((item) => plainData(item, seen))
      : // Not by assignment: a key __proto__ must stay a key.
        Object.fromEntries([...value.entries].map(([key, entry]) => [key, plainData(entry.value, seen)]));
  seen.set(value, plain);
  return plain;
}

/** The value at a path, or the nearest above it that is there. */
export function locate(root: Located, path: readonly string[]): Located {
  let value = root;
  for (const step of path) {
    const next =
      value.kind === "list"
        ? value.items[Number(step)]
        : value.kind === "map"
          ? value.entries.get(step)?.value
          : undefined;
    if (next === undefined) return value;
    value = next;
  }
  return value;
}
