import type { SchemaFinding } from "./finding.ts";
import type { LimitKeyword } from "./problems.ts";
import { pathText } from "./quoted.ts";

/** What is counted, and whether the limit is the least or the most. */
const WORDS: Readonly<Record<LimitKeyword, { readonly unit: string; readonly bound: "least" | "most" }>> = {
  maximum: { unit: "", bound: "most" },
  maxItems: { unit: " entries", bound: "most" },
  maxLength: { unit: " characters", bound: "most" },
  maxProperties: { unit: " fields", bound: "most" },
  minimum: { unit: "", bound: "least" },
  minItems: { unit: " entries", bound: "least" },
  minLength: { unit: " characters", bound: "least" },
  minProperties: { unit: " fields", bound: "least" },
};

export function limitFinding(
  path: readonly (string | number)[],
  keyword: LimitKeyword,
  limit: number,
  actual: number,
  subject: string,
): SchemaFinding {
  const { unit, bound } = WORDS[keyword];
  const verb = unit === "" ? "is" : "has";
  return {
    path,
    code: "out-of-range",
    what: `${pathText(path)} ${verb} ${actual}${unit}, and ${unit === "" ? "must be" : "must have"} at ${bound} ${limit}`,
    why: `${subject} refuses ${bound === "most" ? "more" : "less"}`,
    fix:
      bound === "most" && unit === " entries"
        ? "split it over several resources"
        : `bring it to ${limit}${unit} or ${bound === "most" ? "less" : "more"}`,
  };
}
