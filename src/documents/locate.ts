import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from "yaml";
import { isMergeKey } from "./document-flaws.ts";

/** A place in a file, from 1. */
export interface Located {
  readonly line: number;
  readonly column: number;
}

/** From the first character of something to behind its last, as offsets in the text. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The place of a path's value or key in a document: of the nearest thing above it when it is not there. */
export function locate(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
  part: "key" | "value",
): Located {
  return positionOf(lines, extentOf(document, path, part).start);
}

/** The same as offsets, with the end: of a scalar its own, of a map or a list that of its last value. */
export function extentOf(document: Document, path: readonly (string | number)[], part: "key" | "value"): Extent {
  let node: unknown = document.contents;
  const top = document.range?.[0] ?? 0;
  let extent = rangeOf(node) ?? { start: top, end: top };
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const last = index === path.length - 1;
    if (isSeq(node) && typeof step === "number") node = node.items[step];
    else {
      const pair = isMap(node) ? findPair(node.items, String(step), document) : undefined;
      if (pair === undefined) break;
      extent = rangeOf(pair.key) ?? extent;
      if (last && part === "key") break;
      node = pair.value;
    }
    if (node === undefined) break;
    extent = rangeOf(node) ?? extent;
  }
  return extent;
}

export function positionOf(lines: LineCounter, offset: number): Located {
  const { line, col } = lines.linePos(offset);
  // Before the first line break is counted, the counter says line 0.
  return line === 0 ? { line: 1, column: offset + 1 } : { line, column: col };
}

/** The pair of a key, in the map itself or in what it merges. */
function findPair(items: readonly Pair[], key: string, document: Document): Pair | undefined {
  const own = items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  if (own !== undefined) return own;
  for (const pair of items) {
    if (!isMergeKey(pair.key)) continue;
    const merged = isAlias(pair.value) ? pair.value.resolve(document) : pair.value;
    const found = isMap(merged) ? findPair(merged.items, key, document) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function rangeOf(node: unknown): Extent | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}
