import { hasSchema } from "../schema/schema-check.ts";

/** A manifest inside a document: the document itself, or an item of a list. */
export interface Manifest {
  readonly value: unknown;
  /** Where it stands in its document. */
  readonly path: readonly (string | number)[];
}

/**
 * What a document holds: `kind: List` and lists of one kind (`ServiceEntryList`) give their items, anything else itself.
 * Items of a list of one kind may leave out what the list says for them.
 */
export function manifestsIn(value: unknown): Manifest[] {
  if (!isRecord(value)) return [{ value, path: [] }];
  const { apiVersion, kind, items } = value;
  if (typeof kind !== "string" || typeof apiVersion !== "string" || !kind.endsWith("List") || !Array.isArray(items)) {
    return [{ value, path: [] }];
  }
  const itemKind = kind.slice(0, -"List".length);
  if (itemKind !== "" && !hasSchema(apiVersion, itemKind)) return [{ value, path: [] }];
  return items.map((item: unknown, index) => ({
    value: itemKind !== "" && isRecord(item) ? { apiVersion, kind: itemKind, ...item } : item,
    path: ["items", index],
  }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
