// From a CRD's openAPIV3Schema to a plain, closed JSON Schema.
import { mapValues } from "./store.mjs";

const KEPT = [
  "type",
  "enum",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "oneOf",
  "allOf",
];

/**
 * Descriptions, formats and CEL rules go; unknown fields become errors wherever the API server would drop them.
 *
 * @param {object} node a structural schema, as in a CRD
 */
export function closeCrdSchema(node) {
  if (node["x-kubernetes-int-or-string"] === true) return withNull({ type: ["integer", "string"] }, node);
  const schema = {};
  for (const key of KEPT) if (node[key] !== undefined) schema[key] = node[key];
  if (node.oneOf !== undefined) schema.oneOf = node.oneOf.map((alternative) => withDefaults(alternative, node));
  if (node.required !== undefined) schema.required = [...node.required].sort();
  if (node["x-kubernetes-preserve-unknown-fields"] === true) {
    if (node.properties !== undefined) schema.properties = mapValues(node.properties, closeCrdSchema);
  } else if (node.type === "object") {
    if (typeof node.additionalProperties === "object")
      schema.additionalProperties = closeCrdSchema(node.additionalProperties);
    else {
      schema.properties = mapValues(node.properties ?? {}, closeCrdSchema);
      schema.additionalProperties = false;
    }
  }
  if (node.items !== undefined) schema.items = closeCrdSchema(node.items);
  return withNull(schema, node);
}

/** What an int32 holds: the API server refuses more, and so does istiod's reader. */
export const INT32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

/** What a uint32 holds: CRDs say it since 1.22, and istiod's reader has always refused more. */
export const UINT32 = { minimum: 0, maximum: 2 ** 32 - 1 };

/** What the API server takes for `format: byte` (govalidator's Base64), and istiod reads; the empty text is none. */
export const BASE64 = {
  pattern: "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$",
};

/** The same for `format: binary`, which Istio's CRDs had before: the API server takes any text, istiod reads base64, and nothing as none. */
export const BASE64_OR_NOTHING = { pattern: BASE64.pattern.replace(/\$$/, "?$") };

const FORMATS = { int32: INT32, byte: BASE64, binary: BASE64_OR_NOTHING };

/** The same for Istio's own kinds, with what their formats stand for. */
export function closeIstioSchema(node) {
  return withBounds(closeCrdSchema(node), node);
}

function withBounds(schema, node) {
  const bounded = { ...FORMATS[node.format], ...schema };
  if (schema.properties !== undefined) {
    bounded.properties = mapValues(schema.properties, (property, name) => withBounds(property, node.properties[name]));
  }
  if (schema.items !== undefined) bounded.items = withBounds(schema.items, node.items);
  if (typeof schema.additionalProperties === "object")
    bounded.additionalProperties = withBounds(schema.additionalProperties, node.additionalProperties);
  return bounded;
}

/**
 * The API server fills in defaults before it looks at alternatives: one that the default does not fit is none for a value that
 * leaves the field out.
 */
function withDefaults(alternative, node) {
  const unfit = Object.entries(alternative.properties ?? {}).filter(([name, { enum: values, not }]) => {
    const fallback = node.properties?.[name]?.default;
    if (fallback === undefined) return false;
    return (values !== undefined && !values.includes(fallback)) || not?.enum?.includes(fallback) === true;
  });
  if (unfit.length === 0) return alternative;
  return {
    ...alternative,
    required: [...new Set([...(alternative.required ?? []), ...unfit.map(([name]) => name)])].sort(),
  };
}

function withNull(schema, node) {
  if (node.nullable !== true) return schema;
  const nullable = { ...schema, type: [schema.type].flat().concat("null") };
  if (schema.enum !== undefined) nullable.enum = [...schema.enum, null];
  return nullable;
}

/**
 * The whole document: what stands beside spec is the same for every custom resource.
 *
 * @param {object} spec closed schema of spec
 * @param {{ metadata: object, required: string[] }} frame
 */
export function documentSchema(spec, { metadata, required }) {
  return {
    type: "object",
    required: [...required].sort(),
    additionalProperties: false,
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata,
      spec,
      // The controller's to write, and in what `kubectl get -o yaml` prints: nothing to check.
      status: {},
    },
  };
}
