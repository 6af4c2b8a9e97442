import { MAX_DEPTH } from "./nesting.ts";

/**
 * The value of a text that is one JSON object, as `kubectl get -o json` prints; `undefined` for what is not, for fields that stand twice,
 * and for nesting that no manifest has: then parseDocuments has the word.
 */
export function quickJson(text: string): { readonly value: unknown } | undefined {
  // A line break of old that YAML does not take for a blank.
  if (!/^\s*\{/.test(text) || /\r(?!\n)/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return fieldsOf(value) === keysIn(text) ? { value } : undefined;
}

/** In valid JSON only keys have a colon behind them. */
function keysIn(text: string): number {
  let keys = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) keys++;
  return keys;
}

/** How many fields all maps of a value have together; NaN when it nests too deep. */
function fieldsOf(value: unknown, level = 0): number {
  if (level > MAX_DEPTH) return Number.NaN;
  if (typeof value !== "object" || value === null) return 0;
  let fields = 0;
  const isList = Array.isArray(value);
  for (const item of Object.values(value)) fields += (isList ? 0 : 1) + fieldsOf(item, level + 1);
  return fields;
}
