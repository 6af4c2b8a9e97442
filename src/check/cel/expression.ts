import type { Environment } from "@marcbachmann/cel-js";
import { isMap } from "../../schema/problems.ts";
import { loadLibrary } from "../library.ts";

/** A rule that was read: whether it holds for a value. Throws where it cannot be evaluated. */
export type Expression = (self: unknown) => unknown;

let environment: Environment | undefined;
const read = new Map<string, Expression>();

/** Reads an expression in CEL that speaks of `self`, once. */
export function readExpression(text: string): Expression {
  let expression = read.get(text);
  if (expression === undefined) {
    const parsed = celEnvironment().parse(text);
    expression = (self) => parsed({ self });
    read.set(text, expression);
  }
  return expression;
}

/** Why a text is no expression in CEL; undefined when it is one. Types and names are not looked at. */
export function syntaxError(text: string): string | undefined {
  try {
    // A name may begin with a dot, which says that it is absolute; the library does not read it.
    celEnvironment().parse(text.replace(/(^|[^\w\])"'.])\.(?=[A-Za-z_])/g, "$1"));
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? error.message) : String(error);
  }
}

function celEnvironment(): Environment {
  if (environment === undefined) {
    const library = loadLibrary("cel") as typeof import("@marcbachmann/cel-js");
    environment = new library.Environment({
      unlistedVariablesAreDyn: true,
      homogeneousAggregateLiterals: false,
      enableOptionalTypes: true,
    });
  }
  return environment;
}

/** A value as CEL takes it: whole numbers are int, as Kubernetes decodes them. */
export function celValue(value: unknown): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (isMap(value)) return new Map(Object.entries(value).map(([key, member]) => [key, celValue(member)]));
  return value;
}
