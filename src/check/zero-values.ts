import { NEWEST_RELEASE } from "../istio/release.ts";
import { isMap } from "../schema/problems.ts";
import { covers } from "../schema/served.ts";
import { type KindSchemas, resolveRef, type Schema, schemaNameOf, schemasOf } from "../schema/store.ts";

const ZEROS: Readonly<Record<string, unknown>> = {
  array: [],
  boolean: false,
  integer: 0,
  number: 0,
  object: {},
  string: "",
};

/**
 * A spec with every field that the newest schema requires: what is missing has the value that protobuf reads where there is nothing. Older CRDs
 * require less, and none makes sure that there is a spec at all; rules take the newest types for granted.
 *
 * @param kind `group/kind`
 */
export function withZeroValues(kind: string, spec: unknown): unknown {
  const name = schemaNameOf(kind);
  if (name === undefined) return spec;
  const schemas = schemasOf(name);
  const newest = schemas.roots.findLast((run) => covers(run, NEWEST_RELEASE.name));
  const schema = newest === undefined ? undefined : resolveRef(schemas, { $ref: newest.root }).properties?.spec;
  return schema === undefined ? spec : filled(schemas, schema, spec ?? {});
}

function filled(schemas: KindSchemas, reference: Schema, value: unknown): unknown {
  const schema = resolveRef(schemas, reference);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item) => filled(schemas, items, item));
  }
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, member]) => {
    const below = memberSchema(schema, key);
    return [key, below === undefined ? member : filled(schemas, below, member)] as const;
  });
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key));
  const zeros = missing.map((key) => [key, zeroOf(schemas, memberSchema(schema, key))] as const);
  return Object.fromEntries([...entries, ...zeros]);
}

function memberSchema(schema: Schema, key: string): Schema | undefined {
  const { properties, additionalProperties } = schema;
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

function zeroOf(schemas: KindSchemas, reference: Schema | undefined): unknown {
  if (reference === undefined) return undefined;
  const [type = "object"] = [resolveRef(schemas, reference).type ?? "object"].flat();
  return filled(schemas, reference, ZEROS[type]);
}
