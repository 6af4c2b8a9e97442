import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from "yaml";
import { isMergeKey } from "./document-flaws.ts";

/** A place in a file, from 1. */
export interface Located {
  readonly line: number;
  readonly column: number;
}

/** The place of a path's value or key in a document: of the nearest thing above it when it is not there. */
export function locate(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
  part: "key" | "value",
): Located {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? document.range?.[0] ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const last = index === path.length - 1;
    if (isSeq(node) && typeof step === "number") node = node.items[step];
    else {
      const pair = isMap(node) ? findPair(node.items, String(step), document) : undefined;
      if (pair === undefined) break;
      offset = offsetOf(pair.key) ?? offset;
      if (last && part === "key") break;
      node = pair.value;
    }
    if (node === undefined) break;
    offset = offsetOf(node) ?? offset;
  }
  const { line, col } = lines.linePos(offset);
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

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
