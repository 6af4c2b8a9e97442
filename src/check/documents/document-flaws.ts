import { isAlias, isMap, isNode, isPair, isScalar, isSeq, type ParsedNode } from "yaml";

/** What the YAML parser lets pass and a manifest must not have. `offset` is a place in the text. */
export type Flaw =
  | { readonly kind: "duplicate-key"; readonly key: string; readonly offset: number }
  | { readonly kind: "unresolved-alias"; readonly name: string; readonly offset: number };

/** Keys that a map has twice, and aliases of nothing or of themselves, in the order of the text. Depth is limited before, by tooDeepAt. */
export function findFlaws(node: ParsedNode | null): Flaw[] {
  const walk = new Walk();
  walk.visit(node);
  return walk.flaws;
}

/** Whether a key is the `<<` that merges other maps. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.source === "<<";
}

class Walk {
  readonly flaws: Flaw[] = [];
  readonly #anchors = new Set<string>();
  /** Anchors of the nodes around the one that is looked at. */
  readonly #around: string[] = [];

  visit(node: unknown): void {
    if (isAlias(node)) {
      // An alias of what it stands in would unfold for ever.
      if (!this.#anchors.has(node.source) || this.#around.includes(node.source)) {
        this.flaws.push({ kind: "unresolved-alias", name: node.source, offset: node.range?.[0] ?? 0 });
      }
      return;
    }
    const anchor = isNode(node) ? node.anchor : undefined;
    if (anchor !== undefined) {
      this.#anchors.add(anchor);
      this.#around.push(anchor);
    }
    if (isMap(node)) this.#visitMap(node.items);
    else if (isSeq(node)) for (const item of node.items) this.visit(isPair(item) ? item.value : item);
    if (anchor !== undefined) this.#around.pop();
  }

  #visitMap(pairs: readonly { key: unknown; value: unknown }[]): void {
    const seen = new Set<string>();
    for (const { key, value } of pairs) {
      // Several << are several maps to merge.
      if (isScalar(key) && !isMergeKey(key)) {
        const name = String(key.value);
        if (seen.has(name)) this.flaws.push({ kind: "duplicate-key", key: name, offset: key.range?.[0] ?? 0 });
        seen.add(name);
      }
      this.visit(key);
      this.visit(value);
    }
  }
}
