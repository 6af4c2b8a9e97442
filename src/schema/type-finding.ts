import type { SchemaFinding } from "./finding.ts";
import { pathText, quoted } from "./quoted.ts";
import type { Repair } from "./repair.ts";
import type { JsonType } from "./store.ts";

const WORDS: Readonly<Record<JsonType, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  null: "null",
  number: "a number",
  object: "a map",
  string: "text",
};

export function typeFinding(
  path: readonly (string | number)[],
  expected: readonly JsonType[],
  value: unknown,
  subject: string,
): SchemaFinding {
  const wanted = expected.filter((type) => type !== "null");
  return {
    path,
    code: "wrong-type",
    what: `${pathText(path)} is ${quoted(value)}, and must be ${wanted.map((type) => WORDS[type]).join(" or ")}`,
    why: `${subject} reads nothing else there`,
    fix: fixFor(wanted, value),
    repair: repairFor(wanted, value),
  };
}

/** Text for a number, true or false, or the other way round. Whether the text spells one is seen where it stands. */
function repairFor(wanted: readonly JsonType[], value: unknown): Repair | undefined {
  if (wanted.includes("string"))
    return typeof value === "number" || typeof value === "boolean" ? { kind: "quote" } : undefined;
  if (typeof value !== "string") return undefined;
  const spells = wanted.includes("boolean")
    ? /^(?:true|false)$/
    : wanted.includes("integer") || wanted.includes("number")
      ? /^-?\d+$/
      : undefined;
  return spells?.test(value) === true ? { kind: "unquote" } : undefined;
}

function fixFor(wanted: readonly JsonType[], value: unknown): string {
  if (value === null) return "give it a value, or leave the field out";
  const scalar = typeof value !== "object";
  if (wanted.includes("string") && (typeof value === "number" || typeof value === "boolean")) {
    return `put it in quotes: "${value}"`;
  }
  if (typeof value === "string") {
    const plain = value.trim();
    const number = wanted.includes("integer")
      ? /^-?\d{1,15}$/
      : wanted.includes("number")
        ? /^-?\d{1,15}(\.\d+)?$/
        : undefined;
    if (number?.test(plain)) return `take the quotes away: ${plain}`;
    if (wanted.includes("boolean") && /^(true|false)$/.test(plain)) return `take the quotes away: ${plain}`;
  }
  if (wanted.includes("array") && scalar) return `write a list with one entry: [${quoted(value)}]`;
  return `write ${wanted.map((type) => WORDS[type]).join(" or ")}`;
}
