import { compare } from "../../model/istiod/age.ts";
import { type End, endKey } from "./end.ts";
import { type Cell, isBelow, widerThan } from "./name-cells.ts";

/** A pattern with one end, and what is carved out of it. */
export interface NameLine {
  readonly name: string;
  readonly example: string;
  readonly end: End;
  readonly except: readonly { readonly name: string; readonly end: End }[];
}

type Cells = ReadonlyMap<string, Cell<End>>;

/** The fewest patterns that say all of it: a pattern that comes to the same as the wider one around it is left out. */
export function linesOf(cells: Cells): NameLine[] {
  const below = new Map<string, Cell<End>[]>();
  const tops: Cell<End>[] = [];
  for (const cell of [...cells.values()].sort((one, other) => compare(one.pattern, other.pattern))) {
    const wider = widerThan(cell.pattern, cells);
    const around = wider === undefined ? undefined : cells.get(wider);
    if (wider !== undefined) below.set(wider, [...(below.get(wider) ?? []), cell]);
    if (around === undefined || endKey(around.value) !== endKey(cell.value)) tops.push(cell);
  }
  return tops.map(({ pattern, example, value }) => ({
    name: pattern,
    example,
    end: value,
    except: carvedOut(pattern, endKey(value), below).map((one) => ({ name: one.pattern, end: one.value })),
  }));
}

function carvedOut(pattern: string, key: string, below: ReadonlyMap<string, readonly Cell<End>[]>): Cell<End>[] {
  return (below.get(pattern) ?? []).flatMap((cell) =>
    endKey(cell.value) === key ? carvedOut(cell.pattern, key, below) : [cell],
  );
}

/** Patterns whose names come to something else among other cells; of the cells' own patterns, and of the others'. */
export function differences(cells: Cells, others: Cells): string[] {
  const patterns = new Set([...cells.keys(), ...others.keys()]);
  return [...patterns].filter((pattern) => keyOf(pattern, cells) !== keyOf(pattern, others));
}

/** Whether some of a line's names, by the cells that it was made of, are among those that come to something else. */
export function isTouched({ name, end }: NameLine, differing: readonly string[], cells: Cells): boolean {
  const key = endKey(end);
  return differing.some((one) => (one === name || isBelow(one, name)) && keyOf(one, cells) === key);
}

function keyOf(pattern: string, cells: Cells): string {
  const cell = cells.get(pattern) ?? cells.get(widerThan(pattern, cells) ?? "");
  return cell === undefined ? "" : endKey(cell.value);
}
