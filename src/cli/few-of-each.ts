import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** Notes of one code that are shown one by one. */
const MAX_OF_A_CODE = 3;

/**
 * Of many notes that say the same of different policies, the first few and how many more there are: a thousand policies would bury
 * every other note.
 */
export function fewOfEach(notes: readonly Diagnostic[]): Diagnostic[] {
  const counts = new Map<string, number>();
  for (const { code } of notes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const seen = new Map<string, number>();
  return notes.flatMap((note): Diagnostic[] => {
    const total = counts.get(note.code) ?? 0;
    const index = (seen.get(note.code) ?? 0) + 1;
    seen.set(note.code, index);
    if (index <= MAX_OF_A_CODE) return [note];
    if (index < total) return [];
    const { severity, code } = note;
    return [{ severity, code, what: `and ${total - MAX_OF_A_CODE} more like the one before (${code})` }];
  });
}
