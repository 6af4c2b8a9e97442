import type { Path } from "../schema/problems.ts";
import type { Span } from "./parse-documents.ts";
import { flowExtent } from "./quick-flow-places.ts";
import { type QuickLine, quickLine } from "./quick-line.ts";
import { quotedEnd } from "./quick-scalar.ts";

export type { Path };

/**
 * Where something stands in a document that the quick reader has read, as ManifestDocument.span says it; `undefined` where only the full
 * parser can tell: of literal blocks, and of keys without a value. It reads no more lines than it has to.
 */
export function quickSpan(text: string, path: Path, part: "key" | "value"): Span | undefined {
  const places = new Places(text);
  let node = places.top();
  for (const [index, step] of path.entries()) {
    if (node === undefined || node.kind === "scalar") return undefined;
    if (node.kind === "flow") return places.inBrackets(node, path.slice(index), part);
    const entry = node.kind === "list" ? places.item(node, step) : places.field(node, String(step));
    // Of what is not there, the place is that of the nearest thing above it.
    if (entry === undefined) break;
    if (node.kind === "map" && part === "key" && index === path.length - 1) return places.key(entry);
    node = places.value(entry, node.kind);
  }
  if (node?.kind === "flow") return places.inBrackets(node, [], part);
  return node && places.span(node);
}

/** A line of the document, with its number. */
interface Entry {
  readonly at: number;
  readonly line: QuickLine;
}

/** A value: where its first line is, and the column that it begins in, from 0. */
interface Node {
  readonly kind: "list" | "map" | "scalar" | "flow";
  readonly at: number;
  readonly column: number;
}

class Places {
  readonly #lines: readonly string[];

  constructor(text: string) {
    this.#lines = text.split("\n");
  }

  top(): Node | undefined {
    return this.#block(this.#content(/^--- *\r?$/.test(this.#lines[0] ?? "") ? 1 : 0));
  }

  field({ at, column }: Node, key: string): Entry | undefined {
    for (let next = at; next >= 0; next = this.#beside(next + 1, column)) {
      const line = this.#read(next);
      // The list of a key may stand in the key's own column; the first key of a map may stand behind a dash.
      if (line.key === key && line.column === column) return { at: next, line };
    }
    return undefined;
  }

  item({ at, column }: Node, index: string | number): Entry | undefined {
    if (typeof index !== "number") return undefined;
    let next = at;
    for (let left = index; left > 0; left--) {
      next = this.#beside(next + 1, column);
      if (next < 0 || !this.#read(next).isItem) return undefined;
    }
    return { at: next, line: this.#read(next) };
  }

  /** What an entry of a map or of a list holds. */
  value({ at, line }: Entry, of: "list" | "map"): Node | undefined {
    if (of === "list" && line.key !== undefined) return { kind: "map", at, column: line.column };
    if (line.rest === "nothing") {
      const own = of === "list" ? line.indent : line.column;
      const below = this.#content(at + 1);
      const indent = this.#indent(below);
      const isBelow = indent > own || (of === "map" && indent === own && this.#read(below).isItem);
      return isBelow ? this.#block(below) : undefined;
    }
    if (line.rest !== "value") return undefined;
    const behind = line.column + (line.key === undefined ? 0 : line.key.length + 1);
    const blanks = (this.#lines[at] ?? "").slice(behind).search(/[^ ]/);
    const isFlow = typeof line.value === "object" && line.value !== null;
    return { kind: isFlow ? "flow" : "scalar", at, column: behind + blanks };
  }

  key({ at, line }: Entry): Span {
    return { line: at + 1, column: line.column + 1, endColumn: line.column + 1 + (line.key ?? "").length };
  }

  span({ kind, at, column }: Node): Span | undefined {
    const text = (this.#lines[at] ?? "").slice(column);
    const comment = text.includes("#");
    // Whether a comment belongs to a map depends on what follows it.
    if (kind !== "scalar" && comment) return undefined;
    const width = kind === "scalar" ? scalarWidth(text) : text.trimEnd().length;
    return { line: at + 1, column: column + 1, endColumn: column + 1 + width };
  }

  inBrackets({ at, column }: Node, path: Path, part: "key" | "value"): Span {
    const { start, end } = flowExtent(this.#lines[at] ?? "", column, path, part);
    return { line: at + 1, column: start + 1, endColumn: end + 1 };
  }

  #block(at: number): Node | undefined {
    if (at >= this.#lines.length) return undefined;
    const { isItem, indent, column } = this.#read(at);
    return isItem ? { kind: "list", at, column: indent } : { kind: "map", at, column };
  }

  /** The next line at a column; -1 where the block ends before there is one. What is deeper may be anything. */
  #beside(from: number, column: number): number {
    for (let at = this.#content(from); at < this.#lines.length; at = this.#content(at + 1)) {
      const indent = this.#indent(at);
      if (indent <= column) return indent === column ? at : -1;
    }
    return -1;
  }

  /** The first line from `at` on that has more than blanks and a comment. */
  #content(at: number): number {
    let next = at;
    while (next < this.#lines.length && /^ *(?:#|\r?$)/.test(this.#lines[next] ?? "")) next++;
    return next;
  }

  /** -1 behind the last line. */
  #indent(at: number): number {
    return (this.#lines[at] ?? "").search(/[^ ]/);
  }

  #read(at: number): QuickLine {
    return quickLine(this.#lines[at] ?? "");
  }
}

function scalarWidth(text: string): number {
  if (text.startsWith('"') || text.startsWith("'")) return quotedEnd(text, 0);
  const comment = text.indexOf(" #");
  return (comment < 0 ? text : text.slice(0, comment)).trimEnd().length;
}
