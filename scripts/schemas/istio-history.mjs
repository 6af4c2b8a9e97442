// Istio's schemas of each release, from the field history, with what the history does not record laid over it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BASE64, BASE64_OR_NOTHING, INT32, UINT32 } from "./crd-schema.mjs";
import { ROOT } from "./sources.mjs";

export const history = JSON.parse(readFileSync(join(ROOT, "schemas/sources/istio-field-history.json"), "utf8"));

export const ISTIO_RELEASES = Array.from({ length: minorOf(history.newest) - 4 }, (_, index) => `1.${5 + index}`);

/** The releases in which a kind exists, oldest first. */
export function releasesOf(kind) {
  const first = Math.min(...Object.values(history.served[kind]).map(minorOf));
  return ISTIO_RELEASES.filter((release) => minorOf(release) >= first);
}

/** Versions of a kind that a release serves, oldest first. */
export function servedVersions(kind, release) {
  return Object.entries(history.served[kind])
    .filter(([, since]) => minorOf(since) <= minorOf(release))
    .map(([version]) => version);
}

/** The closed schema of `spec` as the history knows it: no oneOf, no null. */
export function projectHistory(kind, release) {
  const tree = { children: new Map() };
  for (const [path, runs] of Object.entries(history.fields[kind])) {
    const facts = factsAt(runs, release);
    if (facts === undefined) continue;
    let node = tree;
    if (path !== "(spec)") {
      for (const step of path.match(/\[\]|\{\}|[^.[{]+/g)) {
        if (!node.children.has(step)) node.children.set(step, { children: new Map() });
        node = node.children.get(step);
      }
    }
    node.facts = facts;
  }
  return schemaOf(tree, kind);
}

function schemaOf(node, path) {
  if (node.facts === undefined) throw new Error(`the history has children of ${path} but not the field itself`);
  const { open, required, ...facts } = node.facts;
  const schema = { ...facts };
  if (required !== undefined) schema.required = [...required].sort();
  const item = node.children.get("[]");
  const value = node.children.get("{}");
  const names = [...node.children.keys()].filter((name) => name !== "[]" && name !== "{}").sort();
  const properties = Object.fromEntries(
    names.map((name) => [name, schemaOf(node.children.get(name), `${path}.${name}`)]),
  );
  if (item !== undefined) schema.items = schemaOf(item, `${path}[]`);
  if (value !== undefined) schema.additionalProperties = schemaOf(value, `${path}{}`);
  else if (open === true) {
    if (names.length > 0) schema.properties = properties;
  } else if (schema.type === "object") {
    schema.properties = properties;
    schema.additionalProperties = false;
  }
  return schema;
}

function factsAt(runs, release) {
  for (const [span, facts] of runs) {
    const [since, until] = span.split("-");
    if (minorOf(since) <= minorOf(release) && (until === "" || minorOf(release) <= minorOf(until))) return facts;
  }
  return undefined;
}

/**
 * Lays over a projection what the history does not record: alternatives of a protobuf oneof, null where a CRD lets it be, the
 * bounds of an int32 or a uint32, the form of bytes, and the least number of fields.
 * The first three come from how the protobuf message is made, so that they hold in older releases too, for the fields that those have; but for
 * a oneof of which the history says that the CRD did not hold it.
 *
 * @param {object} schema from {@link projectHistory}
 * @param {object} crd closed schema of a later (or the same) release's CRD
 */
export function overlay(schema, crd) {
  const { alternatives = true, ...result } = schema;
  if (crd === undefined) return result;
  if ([crd.type].flat().includes("null") && schema.type !== undefined) {
    result.type = [schema.type, "null"];
    if (schema.enum !== undefined) result.enum = [...schema.enum, null];
  } else if (sameMembers(crd.type, ["integer", "string"])) result.type = crd.type;
  // Of the least number of fields the history knows nothing; istiod has always refused the one empty map that has it.
  if (crd.minProperties !== undefined) result.minProperties = crd.minProperties;
  for (const bound of ["minimum", "maximum"]) {
    // That an int32 is no less than 0 is a rule, and no part of the type.
    const ofType = crd[bound] === UINT32[bound] && crd.maximum !== INT32.maximum;
    if ((ofType || crd[bound] === INT32[bound]) && schema[bound] === undefined) result[bound] = crd[bound];
  }
  if (crd.pattern === BASE64.pattern || crd.pattern === BASE64_OR_NOTHING.pattern) result.pattern = crd.pattern;
  const known = new Set(Object.keys(schema.properties ?? {}));
  if (crd.oneOf !== undefined && alternatives) {
    const oneOf = narrowed(crd.oneOf, known);
    if (oneOf !== undefined) result.oneOf = oneOf;
  }
  if (crd.allOf !== undefined && alternatives) {
    const allOf = crd.allOf.map((part) => narrowed(part.oneOf, known)).filter((part) => part !== undefined);
    if (allOf.length > 0) result.allOf = allOf.map((oneOf) => ({ oneOf }));
  }
  if (schema.properties !== undefined) {
    result.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, overlay(property, crd.properties?.[name])]),
    );
  }
  if (schema.items !== undefined) result.items = overlay(schema.items, crd.items);
  if (typeof schema.additionalProperties === "object") {
    result.additionalProperties = overlay(schema.additionalProperties, crd.additionalProperties);
  }
  return result;
}

/** "None, or exactly one of": the form in which CRDs write a oneof, for the names that a release has. */
function narrowed(oneOf, known) {
  const names = oneOf.slice(1).map((alternative) => alternative.required[0]);
  const kept = names.filter((name) => known.has(name));
  if (kept.length < 2 && kept.length < names.length) return undefined;
  const alternatives = kept.map((name) => ({ required: [name] }));
  return [{ not: { anyOf: alternatives } }, ...alternatives];
}

function sameMembers(a, b) {
  return Array.isArray(a) && a.length === b.length && b.every((member) => a.includes(member));
}

export function minorOf(name) {
  return Number(name.slice(2));
}
