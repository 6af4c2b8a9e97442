import { isAlias, isMap, isNode, isPair, isScalar, isSeq, type ParsedNode } from "yaml";
import { MAX_DEPTH } from "./nesting.ts";

/** What the YAML parser lets pass and a manifest must not have. `offset` is a place in the text. */
export type Flaw =
  | { readonly kind: "duplicate-key"; readonly key: string; readonly offset: number }
  | { readonly kind: "unresolved-alias"; readonly name: string; readonly offset: number }
  | { readonly kind: "too-deep"; readonly offset: number };

/**
 * Keys that a map has twice, aliases of nothing or of themselves, and aliases that together nest too deep, in the order of
 * the text. The depth of the text itself is limited before, by tooDeepAt.
 */
export function findFlaws(node: ParsedNode | null): Flaw[] {
  const walk = new Walk();
  walk.heightOf(node);
  return walk.flaws;
}

/** Whether a key is the `<<` that merges other maps. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.source === "<<";
}

class Walk {
  readonly flaws: Flaw[] = [];
  /** Levels of what each anchor stands for; undefined while the walk is still inside it. */
  readonly #heights = new Map<string, number | undefined>();

  /** Looks through a node; gives its levels, aliases unfolded. */
  heightOf(node: unknown): number {
    if (isAlias(node)) return this.#heightOfAlias(node.source, node.range?.[0] ?? 0);
    const anchor = isNode(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#heights.set(anchor, undefined);
    let height = 0;
    if (isMap(node)) height = 1 + this.#heightOfPairs(node.items);
    else if (isSeq(node)) {
      for (const item of node.items) height = Math.max(height, this.heightOf(isPair(item) ? item.value : item));
      height++;
    }
    if (anchor !== undefined) this.#heights.set(anchor, height);
    return height;
  }

  #heightOfAlias(name: string, offset: number): number {
    const height = this.#heights.get(name);
    // An alias of what it stands in would unfold for ever.
    if (height === undefined) this.flaws.push({ kind: "unresolved-alias", name, offset });
    else if (height > MAX_DEPTH / 2) this.flaws.push({ kind: "too-deep", offset });
    return Math.min(height ?? 0, MAX_DEPTH);
  }

  #heightOfPairs(pairs: readonly { key: unknown; value: unknown }[]): number {
    const seen = new Set<string>();
    let height = 0;
    for (const { key, value } of pairs) {
      // Several << are several maps to merge.
      if (isScalar(key) && !isMergeKey(key)) {
        const name = String(key.value);
        if (seen.has(name)) this.flaws.push({ kind: "duplicate-key", key: name, offset: key.range?.[0] ?? 0 });
        seen.add(name);
      }
      height = Math.max(height, this.heightOf(key), this.heightOf(value));
    }
    return height;
  }
}
