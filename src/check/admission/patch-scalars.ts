import { base64Problem } from "./base64.ts";
import { cannotUnmarshal, goJson, jsonSyntaxProblem } from "./go-json.ts";

/** Scalars of protobuf by their letter in schemas/envoy-types.json: Go's name, and for whole numbers what they hold. */
const WHOLE: Readonly<Record<string, { go: string; least: bigint; most: bigint }>> = {
  i: { go: "int32", least: -(2n ** 31n), most: 2n ** 31n - 1n },
  j: { go: "int64", least: -(2n ** 63n), most: 2n ** 63n - 1n },
  u: { go: "uint32", least: 0n, most: 2n ** 32n - 1n },
  v: { go: "uint64", least: 0n, most: 2n ** 64n - 1n },
};

/**
 * What jsonpb (github.com/golang/protobuf/jsonpb, Unmarshaler.unmarshalSingularValue) has against a value of a scalar. Null is always taken.
 *
 * @param letter b, i, j, u, v, f, d, s, y
 */
export function scalarProblem(letter: string, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (letter === "b") return typeof value === "boolean" ? undefined : cannotUnmarshal(value, "bool");
  if (letter === "s") return typeof value === "string" ? undefined : cannotUnmarshal(value, "string");
  if (letter === "y") return bytesProblem(value);
  if (letter !== "f" && letter !== "d") return numberProblem(letter, value);
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? undefined : numberProblem(letter, value);
}

/** The same for a key of a map, which is a text always. */
export function keyProblem(letter: string, key: string): string | undefined {
  return letter === "s" ? undefined : problemOfText(letter, key);
}

/** Whether a number is one that an enum may have: those that it has no name for, too. */
export function enumNumberProblem(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const fits = typeof value === "number" && wholeFits("i", goJson(value));
  const detail = typeof value === "number" ? ` ${goJson(value)}` : "";
  return fits ? undefined : cannotUnmarshal(value, "protoreflect.EnumNumber", detail);
}

/** A number may be a text: what stands between its quotes is read as JSON, escapes and all. */
function numberProblem(letter: string, value: unknown): string | undefined {
  if (typeof value === "string") return problemOfText(letter, goJson(value).slice(1, -1));
  return problemOfText(letter, goJson(value));
}

function problemOfText(letter: string, text: string): string | undefined {
  const broken = jsonSyntaxProblem(text);
  if (broken !== undefined) return broken;
  const value: unknown = JSON.parse(text);
  if (value === null) return undefined;
  const go = letter === "b" ? "bool" : (WHOLE[letter]?.go ?? (letter === "f" ? "float32" : "float64"));
  if (letter === "b") return typeof value === "boolean" ? undefined : cannotUnmarshal(value, go);
  if (typeof value !== "number") return cannotUnmarshal(value, go);
  const written = text.trim();
  const fits =
    letter in WHOLE ? wholeFits(letter, written) : Number.isFinite(letter === "f" ? Math.fround(value) : value);
  return fits ? undefined : cannotUnmarshal(value, go, ` ${written}`);
}

function wholeFits(letter: string, text: string): boolean {
  const kind = WHOLE[letter];
  if (kind === undefined || !(kind.least === 0n ? /^\d+$/ : /^-?\d+$/).test(text)) return false;
  const number = BigInt(text);
  return kind.least <= number && number <= kind.most;
}

/** Bytes are base64, or a list of numbers. */
function bytesProblem(value: unknown): string | undefined {
  if (typeof value === "string") return base64Problem(value);
  if (!Array.isArray(value)) return cannotUnmarshal(value, "[]uint8");
  for (const item of value as readonly unknown[]) {
    if (item === null) continue;
    if (typeof item !== "number") return cannotUnmarshal(item, "uint8");
    if (!Number.isInteger(item) || item < 0 || item > 255) return cannotUnmarshal(item, "uint8", ` ${goJson(item)}`);
  }
  return undefined;
}
