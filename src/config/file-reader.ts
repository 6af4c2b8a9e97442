import type { Located, LocatedMap } from "./located.ts";
import type { Sourced } from "./request.ts";
import type { ValueReader } from "./value-reader.ts";

/** Reads a map of the file, which the schema has accepted: what has another type than asked for counts as absent. */
export function fileReader(map: LocatedMap): ValueReader {
  const find = (key: string): Located | undefined => map.entries.get(key)?.value;
  return {
    text: (key) => textOf(find(key)),
    number: (key) => {
      const found = find(key);
      return found?.kind === "scalar" && typeof found.value === "number"
        ? { value: found.value, at: found.at }
        : undefined;
    },
    toggle: (key) => toggleOf(find(key)),
    list: (key) => {
      const found = find(key);
      return found?.kind === "list" ? found.items.flatMap((item) => textOf(item) ?? []) : undefined;
    },
    map: (key) => {
      const found = find(key);
      if (found?.kind !== "map") return undefined;
      const entries = [...found.entries].map(([name, entry]) => [name, textOf(entry.value)?.value ?? ""]);
      return { value: Object.fromEntries(entries), at: found.at };
    },
  };
}

export function toggleOf(found: Located | undefined): Sourced<boolean> | undefined {
  return found?.kind === "scalar" && typeof found.value === "boolean"
    ? { value: found.value, at: found.at }
    : undefined;
}

function textOf(found: Located | undefined): Sourced<string> | undefined {
  return found?.kind === "scalar" && found.value !== null ? { value: found.text, at: found.at } : undefined;
}
