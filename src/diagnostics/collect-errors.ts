import { type Diagnostic, DiagnosticError } from "./diagnostic.ts";

/** Collects the errors of many reads, so that a person sees all of them at once. */
export function collectErrors<T, R>(items: readonly T[], read: (item: T) => R): R[] {
  const results: R[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const item of items) {
    try {
      results.push(read(item));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      diagnostics.push(...error.diagnostics);
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticError(...diagnostics);
  return results;
}
