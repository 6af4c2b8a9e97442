import type { Sourced } from "../config/request.ts";
import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";

/**
 * A value that must be one of a few words.
 *
 * @param what what the value is, for the message: "strategy"
 * @throws DiagnosticError with the words that are allowed
 */
export function oneOf<const T extends string>(
  given: Sourced<string> | undefined,
  allowed: readonly T[],
  what: string,
): T | undefined {
  if (given === undefined) return undefined;
  const found = allowed.find((word) => word === given.value);
  if (found !== undefined) return found;
  const suggestion = didYouMean(given.value, allowed);
  throw new DiagnosticError({
    severity: "error",
    code: "unknown-word",
    what: `"${given.value}" is not a ${what}`,
    why: `it is one of ${allowed.join(", ")}`,
    fix: suggestion === undefined ? "choose one of them" : `did you mean ${suggestion}?`,
    at: given.at,
  });
}
