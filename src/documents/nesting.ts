import type { CST } from "yaml";

/** Deeper than any manifest, and shallow enough for code that goes down a document by calling itself. */
export const MAX_DEPTH = 200;

/**
 * Where a document first nests deeper than {@link MAX_DEPTH}: an offset in the text, or undefined.
 * Works on the concrete syntax, with a list of its own instead of calls, so that a million brackets overflow nothing.
 */
export function tooDeepAt(document: CST.Document): number | undefined {
  if (document.value === undefined) return undefined;
  const pending: { token: CST.Token; depth: number }[] = [{ token: document.value, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (!("items" in token)) continue;
    if (depth > MAX_DEPTH) return token.offset;
    for (const item of token.items) {
      if (item.key) pending.push({ token: item.key, depth: depth + 1 });
      if (item.value) pending.push({ token: item.value, depth: depth + 1 });
    }
  }
  return undefined;
}
