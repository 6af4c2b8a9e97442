import { isMap } from "../../schema/problems.ts";
import type { Repair } from "../../schema/repair.ts";
import type { Path } from "../rule.ts";
import { durationSyntaxProblem } from "./durations.ts";
import { cannotUnmarshal } from "./go-json.ts";
import { scalarProblem } from "./patch-scalars.ts";
import type { PatchFault } from "./patch-value.ts";
import { timestampProblem } from "./timestamps.ts";

/** Where the reader is, and how what is said there is said at the top. */
export interface Place {
  readonly path: Path;
  /** What holds the value, in words. */
  readonly why?: string;
  wrap(says: string): string;
}

export const MAP = "map[string]json.RawMessage";
export const LIST = "[]json.RawMessage";

/** Wrappers, by the letter of what they hold. */
export const WRAPPERS: Readonly<Record<string, string>> = {
  BoolValue: "b",
  BytesValue: "y",
  StringValue: "s",
  Int32Value: "i",
  UInt32Value: "u",
  FloatValue: "f",
  Int64Value: "j",
  UInt64Value: "v",
  DoubleValue: "d",
};

/** What does not fit a type that has a form of its own in JSON. */
export function* special(name: string, value: unknown, place: Place): Generator<PatchFault> {
  const short = name.slice("google.protobuf.".length);
  const letter = WRAPPERS[short];
  if (letter !== undefined) yield* scalarFault(letter, value, place);
  else if (short === "Duration" || short === "Timestamp") {
    const syntax = short === "Duration" ? durationSyntaxProblem : timestampProblem;
    yield* faultOf(typeof value === "string" ? syntax(value) : cannotUnmarshal(value, "string"), place);
  } else if (short === "Struct" && !isMap(value)) {
    yield* faultOf(`bad StructValue: ${cannotUnmarshal(value, MAP)}`, place, "write a map");
  } else if (short === "ListValue" && !Array.isArray(value)) {
    yield* faultOf(`bad ListValue: ${cannotUnmarshal(value, LIST)}`, place, "write a list");
  }
}

/** What does not fit a scalar, with what --fix may do. */
export function* scalarFault(letter: string, value: unknown, place: Place): Generator<PatchFault> {
  const spelled = value === "true" || value === "false";
  const quotable = letter === "s" && (typeof value === "number" || typeof value === "boolean");
  const kind = quotable ? "quote" : letter === "b" && spelled ? "unquote" : undefined;
  for (const fault of faultOf(scalarProblem(letter, value), place)) {
    yield { ...fault, ...repairedBy(kind === undefined ? undefined : { kind }) };
  }
}

export function repairedBy(repair: Repair | undefined): { repair?: Repair } {
  return repair === undefined ? {} : { repair };
}

/** A value that istiod refuses, where there is something to say of it at all. */
export function* faultOf(says: string | undefined, place: Place, fix?: string, why = place.why): Generator<PatchFault> {
  if (says === undefined) return;
  yield {
    kind: "value",
    path: place.path,
    says: place.wrap(says),
    ...reason(why),
    ...(fix === undefined ? {} : { fix }),
  };
}

export function reason(why: string | undefined): { why?: string } {
  return why === undefined ? {} : { why };
}

/** Fields of which istiod keeps one. */
export function choiceFault(dropped: readonly string[], kept: string, name: string, path: Path): PatchFault {
  return {
    kind: "choice",
    path: [...path, dropped[0] ?? kept],
    part: "key",
    says: `${name} takes one of ${[...dropped, kept].join(" and ")}: istiod keeps ${kept}`,
    related: [{ path: [...path, kept], words: "the one that is kept" }],
  };
}
