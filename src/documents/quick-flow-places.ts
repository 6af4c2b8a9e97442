import type { Extent } from "./locate.ts";
import { PLAIN } from "./quick-flow.ts";
import { quotedEnd } from "./quick-scalar.ts";

/**
 * Where something stands inside brackets that flowValue has read: offsets in their line. Of what is not there, the nearest thing above it.
 *
 * @param start where the bracket opens
 */
export function flowExtent(
  text: string,
  start: number,
  path: readonly (string | number)[],
  part: "key" | "value",
): Extent {
  let at = start;
  for (const [index, step] of path.entries()) {
    const isMap = text[at] === "{";
    const entry = [...entriesOf(text, at)].find(({ key }, place) => (isMap ? key === String(step) : place === step));
    if (entry === undefined) break;
    if (isMap && part === "key" && index === path.length - 1) return entry.keyExtent;
    at = entry.value;
  }
  return { start: at, end: endOf(text, at) };
}

interface Entry {
  readonly key: string;
  readonly keyExtent: Extent;
  /** Where its value begins, and where it ends. */
  readonly value: number;
  readonly end: number;
}

/** What a list or a map holds, of which the bracket is at a place; of a scalar nothing. */
function* entriesOf(text: string, open: number): Generator<Entry> {
  const close = text[open] === "[" ? "]" : text[open] === "{" ? "}" : undefined;
  if (close === undefined) return;
  for (let at = pastBlanks(text, open + 1); text[at] !== close; ) {
    const keyExtent = { start: at, end: endOf(text, at) };
    const written = text.slice(keyExtent.start, keyExtent.end);
    // Behind a key comes a colon, and in a list there are no keys. Each end is looked for once: else time doubles with every bracket.
    const value = close === "}" ? pastBlanks(text, keyExtent.end + 1) : at;
    const end = close === "}" ? endOf(text, value) : keyExtent.end;
    yield { key: written.startsWith('"') ? written.slice(1, -1) : written, keyExtent, value, end };
    at = pastComma(text, end);
  }
}

/** Behind the value that begins at a place. */
function endOf(text: string, at: number): number {
  const first = text[at];
  if (first === '"' || first === "'") return quotedEnd(text, at);
  if (first !== "[" && first !== "{") {
    PLAIN.lastIndex = at;
    PLAIN.test(text);
    return PLAIN.lastIndex;
  }
  let behind = pastBlanks(text, at + 1);
  for (const { end } of entriesOf(text, at)) behind = pastComma(text, end);
  return behind + 1;
}

function pastComma(text: string, from: number): number {
  const at = pastBlanks(text, from);
  return text[at] === "," ? pastBlanks(text, at + 1) : at;
}

function pastBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " ") at++;
  return at;
}
