/** A value from JSON. What is not there is undefined, at any depth. */
export type Json = unknown;

export function valueAt(value: Json, ...path: readonly string[]): Json {
  return path.reduce<Json>((inside, field) => (isObject(inside) ? inside[field] : undefined), value);
}

export function textAt(value: Json, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : "";
}

export function numberAt(value: Json, ...path: readonly string[]): number {
  const found = valueAt(value, ...path);
  return typeof found === "number" ? found : 0;
}

export function list(value: Json, field: string): readonly Json[] {
  const found = valueAt(value, field);
  return Array.isArray(found) ? found : [];
}

export function textsAt(value: Json, field: string): readonly string[] {
  return list(value, field).filter((one) => typeof one === "string");
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
