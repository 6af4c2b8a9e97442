import { Composer, type CST, type Document, LineCounter, type ParsedNode, Parser, type Tags } from "yaml";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Flaw, findFlaws } from "./document-flaws.ts";
import { extentOf, type Located, locate, positionOf } from "./locate.ts";
import { MAX_DEPTH, tooDeepAt } from "./nesting.ts";

/** One YAML or JSON document of a file, as plain data that remembers where it came from. */
export interface ManifestDocument {
  readonly file: string;
  readonly value: unknown;
  /** Line and column, from 1, of the value at a path, or of its key; of the nearest thing above when there is no such place. */
  locate(path: readonly (string | number)[], part?: "key" | "value"): Located;
  /** The same with the column behind it, on its first line. */
  span(path: readonly (string | number)[], part?: "key" | "value"): Span;
}

export interface Span extends Located {
  readonly endColumn: number;
}

/** What a file gives: documents, and what is wrong with its syntax, in the order of the file. */
export type Parsed = { readonly document: ManifestDocument } | { readonly problem: Diagnostic };

/** Aliases may repeat what they stand for this often in all; "billion laughs" needs more. */
const MAX_ALIASES = 100;

const OPTIONS = {
  // As kubectl's parser: yes and no are booleans, 0644 is octal, << merges.
  version: "1.1",
  schema: "yaml-1.1",
  merge: true,
  customTags: (tags: Tags) => tags.filter((tag) => typeof tag !== "object" || !isForeign(tag)),
  // Looking for them pair by pair takes forever in a map of 100,000 keys: findFlaws does it.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

/** Types of YAML 1.1 that kubectl's parser leaves as text: dates, and numbers to the base of 60. */
function isForeign(tag: { tag?: string; format?: string }): boolean {
  return tag.format === "TIME" || /:(binary|omap|pairs|set|timestamp)$/.test(tag.tag ?? "");
}

/** Reads every document of a text. Empty documents are passed over. */
export function* parseDocuments(text: string, file: string): Generator<Parsed> {
  const lines = new LineCounter();
  const composer = new Composer(OPTIONS);
  for (const token of new Parser(lines.addNewLine).parse(text)) {
    const depth = token.type === "document" ? tooDeepAt(token as CST.Document) : undefined;
    if (depth !== undefined) {
      yield {
        problem: syntaxProblem(file, lines, depth, "too-deep", `the document nests deeper than ${MAX_DEPTH} levels`),
      };
      continue;
    }
    for (const document of composer.next(token)) yield* read(document, file, text, lines);
  }
  for (const document of composer.end(false, text.length)) yield* read(document, file, text, lines);
}

function* read(
  document: Document.Parsed<ParsedNode>,
  file: string,
  text: string,
  lines: LineCounter,
): Generator<Parsed> {
  const [syntaxError] = [...document.errors, ...document.warnings];
  if (syntaxError !== undefined) {
    // The parser goes on after an error, and what it then says of the rest is mostly guesses: one is enough.
    yield {
      problem: syntaxProblem(
        file,
        lines,
        syntaxError.pos[0],
        "bad-yaml",
        `not valid YAML: ${sentence(syntaxError.message)}`,
      ),
    };
    return;
  }
  const flaws = findFlaws(document.contents);
  for (const flaw of flaws) yield { problem: flawProblem(flaw, file, lines) };
  if (flaws.some(({ kind }) => kind !== "duplicate-key")) return;
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    const offset = document.contents?.range[0] ?? 0;
    yield {
      problem: syntaxProblem(
        file,
        lines,
        offset,
        "too-many-aliases",
        "the document's aliases repeat more than can be unfolded",
      ),
    };
    return;
  }
  if (value === null || value === undefined) return;
  yield {
    document: {
      file,
      value,
      locate: (path, part = "value") => locate(document, lines, path, part),
      span: (path, part = "value") => {
        const { start, end } = extentOf(document, path, part);
        const position = positionOf(lines, start);
        return { ...position, endColumn: position.column + widthOnLine(text, start, end) };
      },
    },
  };
}

/** Characters from a place to the end of what is there, or of its line; one at least, so that there is something to point at. */
function widthOnLine(text: string, start: number, end: number): number {
  const line = text.slice(start, end).split(/[\r\n]/, 1)[0] ?? "";
  return Math.max(1, line.trimEnd().length);
}

function flawProblem(flaw: Flaw, file: string, lines: LineCounter): Diagnostic {
  return syntaxProblem(file, lines, flaw.offset, flaw.kind, flawText(flaw));
}

function flawText(flaw: Flaw): string {
  switch (flaw.kind) {
    case "duplicate-key":
      return `the field ${JSON.stringify(flaw.key)} is there twice`;
    case "unresolved-alias":
      return `the alias *${flaw.name} stands for nothing that is complete before it`;
    case "too-deep":
      return `what this alias stands for nests deeper than ${MAX_DEPTH / 2} levels`;
  }
}

const ADVICE: Readonly<Record<string, { readonly why: string; readonly fix: string }>> = {
  "bad-yaml": { why: "kubectl and istioctl refuse it too", fix: "mend the line; what comes after it was not read" },
  "duplicate-key": { why: "of two, parsers keep one and drop the other, not all the same", fix: "keep one of them" },
  "unresolved-alias": { why: "kubectl and istioctl refuse it too", fix: "set the anchor, or put the value in quotes" },
  "too-deep": { why: "no manifest does, and parsers fall over it", fix: "look for brackets that are never closed" },
  "too-many-aliases": {
    why: "a few lines could unfold to gigabytes",
    fix: "write the repeated parts out, or use fewer aliases",
  },
};

function syntaxProblem(file: string, lines: LineCounter, offset: number, code: string, what: string): Diagnostic {
  return { severity: "error", code, what, ...ADVICE[code], at: { kind: "file", file, ...positionOf(lines, offset) } };
}

/** The parser's message as the end of a sentence, in one line. */
function sentence(message: string): string {
  const [line = ""] = message.split("\n");
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
