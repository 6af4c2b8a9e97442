import type { Schema } from "../../src/schema/store.ts";

/** A small generator of numbers, so that a failing case can be made again from its seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Values of every type, and what is close to being another. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  443,
  4294967296,
  "",
  "a",
  "NONE",
  "*.example.com",
  "x".repeat(400),
  [],
  [null],
  ["a", 1],
  {},
  { a: 1 },
];

/**
 * A value that nearly fits a schema: mostly what it asks for, now and then a wrong type, an unknown field, a missing one.
 *
 * @param wrong how often, from 0 to 1, something is made wrong at each place
 */
export function sampleValue(
  resolve: (schema: Schema) => Schema,
  reference: Schema,
  random: () => number,
  wrong: number,
  depth = 0,
): unknown {
  if (random() < wrong) return pick(STRANGE, random);
  const schema = resolve(reference);
  if (schema.enum !== undefined) return pick(schema.enum, random);
  const type = schema.type === undefined ? "string" : pick([schema.type].flat(), random);
  switch (type) {
    case "array": {
      const length = depth > 8 ? 0 : Math.max(schema.minItems ?? 0, Math.floor(random() * 3));
      return Array.from({ length }, () => sampleValue(resolve, schema.items ?? {}, random, wrong, depth + 1));
    }
    case "object":
      return sampleMap(resolve, schema, random, wrong, depth);
    case "boolean":
      return random() < 0.5;
    case "integer":
      return Math.floor(random() * 70000);
    case "number":
      return random() * 100;
    case "null":
      return null;
    default:
      return pick(["a", "example.com", "10s", "http", "x-1", "A".repeat(64)], random);
  }
}

function sampleMap(
  resolve: (schema: Schema) => Schema,
  schema: Schema,
  random: () => number,
  wrong: number,
  depth: number,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const required = new Set(schema.required ?? []);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const wanted = required.has(name) ? random() >= wrong : depth < 9 && random() < 0.3;
    if (wanted) value[name] = sampleValue(resolve, property, random, wrong, depth + 1);
  }
  if (typeof schema.additionalProperties === "object" && random() < 0.7) {
    value.some = sampleValue(resolve, schema.additionalProperties, random, wrong, depth + 1);
  }
  if (random() < wrong)
    value[pick(["hostz", "constructor", "toString", "spec", "name"], random)] = pick(STRANGE, random);
  return value;
}

function pick<T>(from: readonly T[], random: () => number): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}
