import { loadLibrary } from "../library.ts";

/** Longer ones could be larger than Envoy takes. */
const LONGEST = 1024;

const known = new Map<string, string | undefined>();

/** What RE2, whose syntax Istio and Envoy share, has against a text; undefined when it is a regular expression. */
export function syntaxProblem(text: string): string | undefined {
  if (!known.has(text)) known.set(text, compile(text));
  return known.get(text);
}

/**
 * validateStringRegexp.
 *
 * @param limited whether its length is looked at
 */
export function expressionProblem(text: string, where: string, limited: boolean): string | undefined {
  if (limited && Buffer.byteLength(text) > LONGEST) return `"${where}": regex is too large, max length allowed is 1024`;
  const problem = syntaxProblem(text);
  return problem === undefined
    ? undefined
    : `"${where}": ${problem}; Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)`;
}

function compile(text: string): string | undefined {
  const { RE2JS } = loadLibrary("re2") as typeof import("re2js");
  try {
    RE2JS.compile(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
