import { type JsonType, type KindSchemas, resolveRef, type Schema } from "./store.ts";

/** Where in a document: names of fields and indices of lists. */
export type Path = readonly (string | number)[];

/** One thing that a schema says and a value does not keep to. `path` is the value's; for unknown and missing fields, their parent's. */
export type Problem = { readonly path: Path; readonly schema: Schema } & (
  | { readonly kind: "unknown-field"; readonly name: string }
  | { readonly kind: "missing-field"; readonly name: string }
  | { readonly kind: "wrong-type"; readonly expected: readonly JsonType[]; readonly value: unknown }
  | { readonly kind: "not-allowed"; readonly allowed: readonly unknown[]; readonly value: unknown }
  | { readonly kind: "pattern"; readonly pattern: string; readonly value: string }
  | { readonly kind: "limit"; readonly keyword: LimitKeyword; readonly limit: number; readonly actual: number }
  | { readonly kind: "exclusive"; readonly names: readonly string[] }
  | { readonly kind: "no-alternative" }
);

export type LimitKeyword =
  | "maximum"
  | "maxItems"
  | "maxLength"
  | "maxProperties"
  | "minimum"
  | "minItems"
  | "minLength"
  | "minProperties";

/** More than these help nobody, and a list of 10,000 wrong entries must not make 10,000 messages. */
export const MAX_PROBLEMS = 100;

/**
 * Everything that is wrong with a value, in the order of the document, and of each map what it lacks at the end. The compiled validators say that something is;
 * this walk over the same schemas says what. A test holds the two against each other.
 */
export function findProblems(kind: KindSchemas, schema: Schema, value: unknown): Problem[] {
  const walk = new Walk(kind);
  walk.check(schema, value, []);
  return walk.problems;
}

class Walk {
  readonly problems: Problem[] = [];
  readonly #kind: KindSchemas;

  constructor(kind: KindSchemas) {
    this.#kind = kind;
  }

  check(reference: Schema, value: unknown, path: Path): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    const schema = resolveRef(this.#kind, reference);
    if (schema.type !== undefined) {
      const expected = [schema.type].flat();
      if (!expected.some((type) => isOfType(value, type))) {
        this.problems.push({ kind: "wrong-type", path, schema, expected, value });
        return;
      }
    }
    if (schema.enum !== undefined && !schema.enum.includes(value)) {
      this.problems.push({ kind: "not-allowed", path, schema, allowed: schema.enum, value });
    }
    if (typeof value === "number") this.#checkNumber(schema, value, path);
    else if (typeof value === "string") this.#checkText(schema, value, path);
    else if (Array.isArray(value)) this.#checkList(schema, value, path);
    else if (isMap(value)) this.#checkMap(schema, value, path);
    this.#checkAlternatives(schema, value, path);
  }

  #checkNumber(schema: Schema, value: number, path: Path): void {
    this.#limit(schema, "minimum", value, path);
    this.#limit(schema, "maximum", value, path);
  }

  #checkText(schema: Schema, value: string, path: Path): void {
    if (schema.minLength !== undefined || schema.maxLength !== undefined) {
      const length = countCharacters(value);
      this.#limit(schema, "minLength", length, path);
      if (this.#limit(schema, "maxLength", length, path)) return;
    }
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value)) {
      this.problems.push({ kind: "pattern", path, schema, pattern: schema.pattern, value });
    }
  }

  #checkList(schema: Schema, value: readonly unknown[], path: Path): void {
    this.#limit(schema, "minItems", value.length, path);
    this.#limit(schema, "maxItems", value.length, path);
    const { items } = schema;
    if (items === undefined) return;
    for (const [index, item] of value.entries()) this.check(items, item, [...path, index]);
  }

  #checkMap(schema: Schema, value: Readonly<Record<string, unknown>>, path: Path): void {
    const names = Object.keys(value);
    this.#limit(schema, "minProperties", names.length, path);
    this.#limit(schema, "maxProperties", names.length, path);
    for (const name of names) {
      // Printed, a field that is undefined is not there.
      if (value[name] === undefined) continue;
      const property = own(schema.properties, name);
      if (property !== undefined) this.check(property, value[name], [...path, name]);
      else if (schema.additionalProperties === false) this.problems.push({ kind: "unknown-field", path, schema, name });
      else if (typeof schema.additionalProperties === "object") {
        this.check(schema.additionalProperties, value[name], [...path, name]);
      }
    }
    for (const name of schema.required ?? []) {
      if (value[name] === undefined) this.problems.push({ kind: "missing-field", path, schema, name });
    }
  }

  #checkAlternatives(schema: Schema, value: unknown, path: Path): void {
    for (const part of schema.allOf ?? []) this.check(part, value, path);
    if (schema.oneOf !== undefined) {
      const names = exclusiveNames(schema.oneOf);
      if (names !== undefined) {
        const present = isMap(value) ? names.filter((name) => value[name] !== undefined) : [];
        if (present.length > 1) this.problems.push({ kind: "exclusive", path, schema, names: present });
      } else if (schema.oneOf.filter((part) => this.#matches(part, value)).length !== 1) {
        this.problems.push({ kind: "no-alternative", path, schema });
      }
    }
    if (schema.anyOf !== undefined && !schema.anyOf.some((part) => this.#matches(part, value))) {
      this.problems.push({ kind: "no-alternative", path, schema });
    }
    if (schema.not !== undefined && this.#matches(schema.not, value)) {
      this.problems.push({ kind: "no-alternative", path, schema });
    }
  }

  #matches(schema: Schema, value: unknown): boolean {
    return findProblems(this.#kind, schema, value).length === 0;
  }

  #limit(schema: Schema, keyword: LimitKeyword, actual: number, path: Path): boolean {
    const limit = schema[keyword];
    if (limit === undefined || (keyword.startsWith("min") ? actual >= limit : actual <= limit)) return false;
    this.problems.push({ kind: "limit", path, schema, keyword, limit, actual });
    return true;
  }
}

/** "None of them, or exactly one": how a CRD writes a protobuf oneof. Undefined for any other kind of oneOf. */
function exclusiveNames(oneOf: readonly Schema[]): string[] | undefined {
  const [none, ...alternatives] = oneOf;
  if (none?.not?.anyOf === undefined) return undefined;
  const names = alternatives.flatMap((alternative) => alternative.required ?? []);
  return names.length === none.not.anyOf.length ? names : undefined;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

function isOfType(value: unknown, type: JsonType): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "object":
      return isMap(value);
    default:
      return typeof value === type;
  }
}

/** Characters as JSON Schema counts them: code points. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
