// IstioOperator: since 1.24 a Go struct that istioctl reads strictly, and no CRD. Its struct is read here, field by field.
import { mapValues } from "./store.mjs";

const STRUCT = /^type (\w+) struct \{\n([\s\S]*?)^\}/gm;
const FIELD = /^\t(?:(\w+)\s+)?([\w.*[\]]+)(?:\s+`json:"([^"]*)"+`)?\s*$/;

const PLAIN = {
  string: { type: "string" },
  uint32: { type: "integer", minimum: 0, maximum: 4294967295 },
  "*BoolValue": { type: ["boolean", "null"] },
  any: {},
  // Helm values and mesh configuration: istioctl checks them against structs of their own.
  "json.RawMessage": { type: "object" },
};

const PACKAGES = {
  appsv1: "io.k8s.api.apps.v1",
  autoscaling: "io.k8s.api.autoscaling.v2",
  corev1: "io.k8s.api.core.v1",
  policy: "io.k8s.api.policy.v1",
};

/**
 * @param {string} source operator/pkg/apis/types.go
 * @param {(name: string) => object} kubernetes closed schemas of Kubernetes' definitions
 * @returns {object} closed schema of IstioOperator's spec
 */
export function operatorSpecSchema(source, kubernetes) {
  const structs = new Map([...source.matchAll(STRUCT)].map(([, name, body]) => [name, body]));

  const structSchema = (name) => {
    const body = structs.get(name);
    if (body === undefined) throw new Error(`types.go has no struct ${name}`);
    return { type: "object", properties: structProperties(body), additionalProperties: false };
  };

  const structProperties = (body) => {
    const properties = {};
    for (const line of body.split("\n")) {
      if (line.trim() === "" || line.trim().startsWith("//")) continue;
      const field = FIELD.exec(line);
      if (field === null) throw new Error(`types.go: cannot read the field "${line.trim()}"`);
      const [, , type, tag] = field;
      if (tag === "-") continue;
      if (tag === undefined) Object.assign(properties, structProperties(structs.get(type)));
      else properties[tag.split(",")[0]] = typeSchema(type);
    }
    return properties;
  };

  const typeSchema = (type) => {
    if (PLAIN[type] !== undefined) return PLAIN[type];
    if (type.startsWith("[]")) return { type: "array", items: typeSchema(type.slice(2)) };
    if (type.startsWith("map[string]"))
      return { type: "object", additionalProperties: typeSchema(type.slice("map[string]".length)) };
    const name = type.replace(/^\*/, "");
    const [packageName, member] = name.split(".");
    if (member === undefined) return structSchema(name);
    if (PACKAGES[packageName] === undefined) throw new Error(`types.go: unknown package ${packageName}`);
    return withoutRequired(kubernetes(`${PACKAGES[packageName]}.${member}`));
  };

  return structSchema("IstioOperatorSpec");
}

/** istioctl reads parts of resources into Go structs, which miss nothing: what is required, the whole resource must have. */
function withoutRequired(schema) {
  const { required: _required, ...rest } = schema;
  if (rest.properties !== undefined) rest.properties = mapValues(rest.properties, withoutRequired);
  if (rest.items !== undefined) rest.items = withoutRequired(rest.items);
  if (typeof rest.additionalProperties === "object")
    rest.additionalProperties = withoutRequired(rest.additionalProperties);
  return rest;
}
