import { isMap, isPair, isScalar, isSeq, type ParsedNode } from "yaml";

/** Keys that a map has more than once, with the offset of each repetition. Depth is limited before, by tooDeepAt. */
export function findDuplicateKeys(node: ParsedNode | null): { key: string; offset: number }[] {
  const found: { key: string; offset: number }[] = [];
  walk(node, found);
  return found;
}

function walk(node: unknown, found: { key: string; offset: number }[]): void {
  if (isMap(node)) {
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      if (isScalar(key)) {
        const name = String(key.value);
        // Several << are several maps to merge.
        if (seen.has(name) && name !== "<<") found.push({ key: name, offset: key.range?.[0] ?? 0 });
        seen.add(name);
      }
      walk(value, found);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) walk(isPair(item) ? item.value : item, found);
  }
}
