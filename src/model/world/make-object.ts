import type { Manifest } from "../../documents/list-items.ts";
import type { ManifestDocument } from "../../documents/parse-documents.ts";
import type { ConfigObject } from "./config-object.ts";

/** Kinds of Kubernetes that stand outside of namespaces, as far as anybody keeps them beside egress manifests. */
const WITHOUT_NAMESPACE = new Set([
  "APIService",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "GatewayClass",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
]);

/**
 * A manifest as the model reads it; `undefined` for what is no Kubernetes object: without apiVersion, kind or name.
 *
 * @param namespace for objects that name none
 */
export function makeObject(
  { value, path }: Manifest,
  document: ManifestDocument,
  namespace: string,
): ConfigObject | undefined {
  if (!isRecord(value)) return undefined;
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !isRecord(metadata)) return undefined;
  const { name, namespace: own, labels, annotations, creationTimestamp } = metadata;
  if (typeof name !== "string" || name === "") return undefined;
  return {
    apiVersion,
    kind,
    name,
    namespace: WITHOUT_NAMESPACE.has(kind) ? "" : typeof own === "string" && own !== "" ? own : namespace,
    labels: texts(labels),
    annotations: texts(annotations),
    created: typeof creationTimestamp === "string" ? creationTimestamp : "",
    spec: isRecord(value.spec) ? value.spec : {},
    value,
    locate: (field) => ({
      kind: "file",
      file: document.file,
      ...document.locate([...path, ...field]),
      path: dotted(field),
    }),
  };
}

/** Whether an object was written without the namespace that its kind has. */
export function lacksNamespace({ kind, value }: ConfigObject): boolean {
  const { metadata } = value;
  return !WITHOUT_NAMESPACE.has(kind) && isRecord(metadata) && !metadata.namespace;
}

/** `["spec", "tls", 0, "match"]` → `spec.tls[0].match`; keys with dots in them stand in brackets. */
export function dotted(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

function texts(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
