import type { EnvoyField, EnvoyTypes } from "../../schema/envoy-types.ts";
import { isMap } from "../../schema/problems.ts";
import type { Path } from "../rule.ts";
import type { PatchFault } from "./patch-value.ts";

/**
 * Extensions that have a name and no typed_config (recurseMissingTypedConfig in istio pkg/config/validation/envoyfilter). istiod looks into fields
 * that hold one message, not into lists, and not into an Any.
 */
export function* untypedExtensions(types: EnvoyTypes, name: string, value: unknown, path: Path): Generator<PatchFault> {
  const type = types.type(name);
  if (type?.kind !== "message" || !isMap(value)) return;
  const fields = keptFields(type.fields, value);
  for (const field of fields) {
    const key = keyOf(field, value);
    if (key !== undefined && isSingle(field)) yield* untypedExtensions(types, field.type, value[key], [...path, key]);
  }
  const has = (jsonName: string): boolean =>
    fields.some((field) => field.jsonName === jsonName && keyOf(field, value) !== undefined);
  if (!fields.some(({ jsonName }) => jsonName === "typedConfig") || has("typedConfig") || has("configDiscovery"))
    return;
  const named = typeof value.name === "string" ? value.name : "";
  yield { kind: "untyped", path, says: `using deprecated types by name without typed_config; ${named}` };
}

/** Fields that the message has in the end: of a choice, the last that is set. */
function keptFields(fields: readonly EnvoyField[], value: Readonly<Record<string, unknown>>): EnvoyField[] {
  const there = fields.filter(({ presence }) => presence === "there");
  const set = there.filter((field) => keyOf(field, value) !== undefined);
  const last = new Map(set.map((field) => [field.oneof, field]));
  return there.filter((field) => !set.includes(field) || field.oneof === undefined || last.get(field.oneof) === field);
}

function isSingle({ type, repeated, key }: EnvoyField): boolean {
  return !repeated && key === undefined && type.length > 1 && !type.startsWith("google.protobuf.");
}

/** The name by which a map has a field, where it has it. */
function keyOf({ name, jsonName }: EnvoyField, value: Readonly<Record<string, unknown>>): string | undefined {
  return [jsonName, name].find((one) => Object.hasOwn(value, one) && value[one] !== null);
}
