import type { Located } from "./locate.ts";
import { type ManifestDocument, type Parsed, parseDocuments, type Span } from "./parse-documents.ts";
import { quickValue } from "./quick-document.ts";
import { quickJson } from "./quick-json.ts";
import { beginFile } from "./quick-line.ts";
import { type Path, quickSpan } from "./quick-places.ts";

/** Characters of a document. */
const LONG = 8192;

/**
 * The same documents and the same problems as parseDocuments, sooner: what is written plainly is read without positions, and read
 * again with them when somebody asks where something stands.
 */
export function lazyDocuments(text: string, file: string): readonly Parsed[] {
  const json = quickJson(text);
  if (json !== undefined)
    return [lazyDocument(json.value, { lines: new LineStarts(text), text, file, start: 0, end: text.length }, false)];
  // Directives hold for the document behind them, and after `...` one may begin without a marker: rare enough for the full parser.
  if (/^(?:%|\.\.\.)/m.test(text)) return [...parseDocuments(text, file)];
  beginFile(text);
  const found: Parsed[] = [];
  for (const slice of slicesOf(text, file)) {
    const quick = quickValue(slice.text.slice(slice.start, slice.end));
    // What is not plain may reach over the markers, as an open quote does: only the whole is read as it is meant.
    if (quick === undefined) return [...parseDocuments(text, file)];
    if (quick.value !== undefined && quick.value !== null) found.push(lazyDocument(quick.value, slice, true));
  }
  return found;
}

/** A document's place in the text of its file. */
interface Slice {
  readonly text: string;
  readonly lines: LineStarts;
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Counts the lines of a text once, when somebody asks, however many places are asked for. */
class LineStarts {
  readonly #text: string;
  #breaks: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Line breaks before a place. */
  before(offset: number): number {
    if (offset === 0) return 0;
    this.#breaks ??= [...this.#text.matchAll(/\n/g)].map(({ index }) => index);
    let low = 0;
    let high = this.#breaks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#breaks[middle] ?? offset) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A marker at the beginning of a line always begins a document, inside quotes and block scalars too. */
function* slicesOf(text: string, file: string): Generator<Slice> {
  const lines = new LineStarts(text);
  let start = 0;
  for (const { index } of text.matchAll(/(?<![^\n])---(?=[ \t\r\n]|$)/g)) {
    if (index > start) yield { text, lines, file, start, end: index };
    start = index;
  }
  yield { text, lines, file, start, end: text.length };
}

/** @param plain whether the quick reader has read it: then it can also tell where most things stand */
function lazyDocument(value: unknown, slice: Slice, plain: boolean): Parsed {
  let full: ManifestDocument | undefined;
  const withPlaces = (): ManifestDocument => {
    full ??= documentOf(slice);
    return full;
  };
  const quick = (path: Path, part: "key" | "value"): Span | undefined => {
    // Of one that is long, all places together cost less with the full parser, which makes them once.
    if (!plain || slice.end - slice.start > LONG) return undefined;
    return quickSpan(slice.text.slice(slice.start, slice.end), path, part);
  };
  return {
    document: {
      file: slice.file,
      value,
      locate: (path, part = "value") => {
        const found = quick(path, part);
        if (found === undefined) return withPlaces().locate(path, part);
        return { line: found.line + slice.lines.before(slice.start), column: found.column };
      },
      span: (path, part = "value") => {
        const found = quick(path, part);
        if (found === undefined) return withPlaces().span(path, part);
        return { ...found, line: found.line + slice.lines.before(slice.start) };
      },
    },
  };
}

function documentOf(slice: Slice): ManifestDocument {
  for (const one of parsed(slice)) if ("document" in one) return one.document;
  throw new Error(`${slice.file}: the full parser finds no document at ${slice.start}`);
}

/** A slice through the full parser, with the places that it has in its file. */
function* parsed(slice: Slice): Generator<Parsed> {
  const before = slice.lines.before(slice.start);
  const moved = <Place extends Located>(place: Place): Place => ({ ...place, line: place.line + before });
  for (const one of parseDocuments(slice.text.slice(slice.start, slice.end), slice.file)) {
    if (!("document" in one)) {
      yield one;
      continue;
    }
    const { document } = one;
    const locate: ManifestDocument["locate"] = (path, part) => moved(document.locate(path, part));
    const span: ManifestDocument["span"] = (path, part) => moved(document.span(path, part));
    yield { document: { ...document, locate, span } };
  }
}
