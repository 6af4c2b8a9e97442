// Two keywords that say in little code what schemas say in much. They exist between the store and the compiled
// validators only: the store itself is plain JSON Schema.
import ajv from "ajv";

const { _ } = ajv;

/** `fields`: properties and additionalProperties false in one pass over the members that are there. */
const fields = {
  keyword: "fields",
  type: "object",
  schemaType: "object",
  trackErrors: true,
  code(cxt) {
    const { gen, data, schema } = cxt;
    gen.forIn("key", data, (key) => {
      const valid = gen.name("valid");
      gen.var(valid, true);
      Object.keys(schema).forEach((name, index) => {
        if (index === 0) gen.if(_`${key} === ${name}`);
        else gen.elseIf(_`${key} === ${name}`);
        if (schema[name] === true) return;
        cxt.subschema({ keyword: "fields", schemaProp: name, dataProp: name, createErrors: false }, valid);
      });
      const known = Object.keys(schema).length > 0;
      if (known) gen.else();
      cxt.error();
      if (known) gen.endIf();
    });
    cxt.ok(_`${cxt.errsCount} === errors`);
  },
};

/** `atMostOne`: of these members at most one is there; what a protobuf oneof becomes in a CRD, in five times the words. */
const atMostOne = {
  keyword: "atMostOne",
  type: "object",
  schemaType: "array",
  code(cxt) {
    const { data, schema } = cxt;
    const present = schema.map((name) => _`(${data}[${name}] !== undefined ? 1 : 0)`);
    cxt.fail(_`${present.reduce((sum, one) => _`${sum} + ${one}`)} > 1`);
  },
};

export const LEAN_KEYWORDS = [fields, atMostOne];

/** The same schema in the keywords above. */
export function lean(schema) {
  const result = { ...schema };
  if (result.properties !== undefined) {
    const properties = Object.fromEntries(
      Object.entries(result.properties).map(([name, property]) => [name, lean(property)]),
    );
    for (const [name, property] of Object.entries(properties))
      if (Object.keys(property).length === 0) properties[name] = true;
    result.properties = properties;
    if (result.additionalProperties === false) {
      delete result.properties;
      delete result.additionalProperties;
      result.fields = properties;
    }
  }
  if (result.items !== undefined) result.items = lean(result.items);
  if (typeof result.additionalProperties === "object") result.additionalProperties = lean(result.additionalProperties);
  const names = namesOfOneof(result.oneOf);
  if (names !== undefined) {
    delete result.oneOf;
    if (names.length > 1) result.atMostOne = names;
  }
  if (result.allOf !== undefined) result.allOf = result.allOf.map(lean);
  return result;
}

/** The names in `oneOf: [none of them, required a, required b, …]`; undefined when it is another kind of oneOf. */
export function namesOfOneof(oneOf) {
  const none = oneOf?.[0].not?.anyOf;
  if (none === undefined) return undefined;
  const names = oneOf.slice(1).map((alternative) => alternative.required?.[0]);
  return JSON.stringify(none) === JSON.stringify(oneOf.slice(1)) ? names : undefined;
}
