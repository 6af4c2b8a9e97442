// From the definitions in Kubernetes' swagger.json to plain, closed JSON Schemas.
import { mapValues } from "./store.mjs";

/** Types that the API server reads with code of their own, more widely than their swagger type says. */
const SPECIAL = {
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { type: ["integer", "string"] },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: ["number", "string"] },
  "io.k8s.apimachinery.pkg.apis.meta.v1.Time": { type: ["string", "null"] },
  "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": { type: ["string", "null"] },
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": { type: "object" },
  "io.k8s.apimachinery.pkg.runtime.RawExtension": { type: "object" },
};

/**
 * @param {Record<string, object>} definitions `definitions` of a swagger.json
 * @returns {(name: string) => object} the closed schema of a definition, references resolved
 */
export function kubernetesSchemas(definitions) {
  const done = new Map();
  const resolve = (name) => {
    if (SPECIAL[name] !== undefined) return SPECIAL[name];
    if (!done.has(name)) {
      if (definitions[name] === undefined) throw new Error(`swagger.json has no definition ${name}`);
      done.set(name, undefined);
      done.set(name, close(definitions[name]));
    }
    const schema = done.get(name);
    if (schema === undefined) throw new Error(`${name} refers to itself`);
    return schema;
  };
  const close = (node) => {
    if (node.$ref !== undefined) return resolve(node.$ref.slice("#/definitions/".length));
    const schema = {};
    if (node.type !== undefined) schema.type = node.format === "int-or-string" ? ["integer", "string"] : node.type;
    if (node.enum !== undefined) schema.enum = node.enum;
    if (node.required !== undefined) schema.required = [...node.required].sort();
    if (node.items !== undefined) schema.items = close(node.items);
    if (node.properties !== undefined) {
      schema.properties = mapValues(node.properties, close);
      schema.additionalProperties = false;
    } else if (typeof node.additionalProperties === "object")
      schema.additionalProperties = close(node.additionalProperties);
    else if (node.type === "object") {
      schema.properties = {};
      schema.additionalProperties = false;
    }
    return schema;
  };
  return resolve;
}

/** `apiVersion` → name of the definition, for a kind, in the order of swagger.json. */
export function definitionsOfKind(definitions, group, kind) {
  const found = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const [identity, ...others] = definition["x-kubernetes-group-version-kind"] ?? [];
    // Definitions with several identities are shared helpers (DeleteOptions and the like).
    if (identity === undefined || others.length > 0 || identity.kind !== kind || identity.group !== group) continue;
    found[group === "" ? identity.version : `${group}/${identity.version}`] = name;
  }
  return found;
}
