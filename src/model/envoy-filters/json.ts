/** Envoy's configuration as JSON: fields in snake_case or camelCase, both of which istiod reads. */
export type Json = Readonly<Record<string, unknown>>;

export function field(object: unknown, name: string): unknown {
  if (!isObject(object)) return undefined;
  return object[name] ?? object[name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())];
}

/** A field deep inside: `at(value, "address", "socket_address", "port_value")`. */
export function at(object: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(field, object);
}

export function list(object: unknown, ...names: readonly string[]): readonly unknown[] {
  const value = at(object, ...names);
  return Array.isArray(value) ? value : [];
}

export function text(object: unknown, ...names: readonly string[]): string {
  const value = at(object, ...names);
  return typeof value === "string" ? value : "";
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The type and the content of a `typed_config`, also where it comes in a TypedStruct. */
export function typedConfig(holder: unknown): { readonly type: string; readonly value: unknown } {
  const config = field(holder, "typed_config");
  const type = typeName(text(config, "@type"));
  if (!type.endsWith("TypedStruct")) return { type, value: config };
  return { type: typeName(text(config, "type_url")), value: field(config, "value") };
}

function typeName(url: string): string {
  return url.split("/").at(-1) ?? url;
}
