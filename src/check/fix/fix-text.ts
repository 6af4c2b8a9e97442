import { isDeepStrictEqual } from "node:util";
import { parseDocuments } from "../../documents/parse-documents.ts";
import { changed } from "./changed.ts";
import type { TextEdit } from "./text-edits.ts";

export interface FixedText {
  readonly text: string;
  readonly applied: readonly TextEdit[];
}

/**
 * Applies edits to a text, from its end backwards. Of two that overlap one waits. The outcome is parsed: when it holds anything but the old
 * values with just these changes, the edits are tried one by one, and the first that keeps to that is taken.
 *
 * @returns the text as it was, and nothing applied, where no edit does
 */
export function fixText(text: string, edits: readonly TextEdit[]): FixedText {
  const applied = withoutOverlaps(edits);
  for (const some of [applied, ...(applied.length > 1 ? applied.map((edit) => [edit]) : [])]) {
    const fixed = edited(text, some);
    if (isDeepStrictEqual(valuesOf(fixed), expectedValues(text, some))) return { text: fixed, applied: some };
  }
  return { text, applied: [] };
}

/** From the end of the text; of what overlaps the last one. */
function withoutOverlaps(edits: readonly TextEdit[]): TextEdit[] {
  const kept: TextEdit[] = [];
  for (const edit of [...edits].sort((a, b) => b.start - a.start || b.end - a.end)) {
    const behind = kept.at(-1);
    if (behind === undefined || edit.end <= behind.start) kept.push(edit);
  }
  return kept;
}

function edited(text: string, edits: readonly TextEdit[]): string {
  return edits.reduce((old, { start, end, text: words }) => old.slice(0, start) + words + old.slice(end), text);
}

function expectedValues(text: string, edits: readonly TextEdit[]): unknown[] {
  const documents = [...documentsOf(text)];
  const values = documents.map(({ value }) => value);
  for (const { line, path, repair } of edits) {
    const index = documents.findLastIndex((document) => document.line <= line);
    values[index] = changed(values[index], path, repair);
  }
  return values;
}

function valuesOf(text: string): unknown[] {
  return [...documentsOf(text)].map(({ value }) => value);
}

/** Documents that cannot be read count too: as many must be there afterwards. */
function* documentsOf(text: string): Generator<{ readonly value: unknown; readonly line: number }> {
  for (const parsed of parseDocuments(text, "")) {
    if ("document" in parsed) yield { value: parsed.document.value, line: parsed.document.locate([]).line };
    else yield { value: parsed.problem.what, line: parsed.problem.at?.kind === "file" ? parsed.problem.at.line : 0 };
  }
}
