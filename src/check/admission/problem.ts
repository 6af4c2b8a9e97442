import type { Path, Problem } from "../rule.ts";

/** A problem at a path, where there is something to say at all. */
export function* problemAt(path: Path, says: string | undefined): Generator<Problem> {
  if (says !== undefined) yield { path, says };
}

/** Entries of a list that may not be there. */
export function entriesOf<T>(list: readonly T[] | undefined): Iterable<[number, T]> {
  return (list ?? []).entries();
}
