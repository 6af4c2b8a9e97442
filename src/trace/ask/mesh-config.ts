import { DiagnosticError, type Origin } from "../../diagnostics/diagnostic.ts";
import { lazyDocuments } from "../../documents/lazy-documents.ts";
import type { ConfigObject } from "../../model/world/config-object.ts";
import { isRecord } from "../../model/world/make-object.ts";
import type { World } from "../../model/world/world.ts";

/** What a MeshConfig says of what the model asks; undefined where it says nothing. */
export interface MeshConfig {
  readonly outbound: "ALLOW_ANY" | "REGISTRY_ONLY" | undefined;
  readonly rootNamespace: string | undefined;
  readonly trustDomain: string | undefined;
  readonly dnsCapture: boolean | undefined;
}

const NOTHING: MeshConfig = {
  outbound: undefined,
  rootNamespace: undefined,
  trustDomain: undefined,
  dnsCapture: undefined,
};

/**
 * A text that holds a MeshConfig: by itself, in the ConfigMap `istio` under `data.mesh`, or in an IstioOperator under `spec.meshConfig`.
 *
 * @throws DiagnosticError for bad YAML, and for what holds none
 */
export function parseMeshConfig(text: string, file: string): MeshConfig {
  for (const parsed of lazyDocuments(text, file)) {
    if ("problem" in parsed) throw new DiagnosticError(parsed.problem);
    const { value } = parsed.document;
    if (!isRecord(value)) continue;
    if (value.kind === "ConfigMap" || value.kind === "IstioOperator") {
      const held = heldBy(value, file);
      if (held !== undefined) return held;
    } else if (value.kind === undefined) {
      return fromValue(value, { kind: "file", file, line: 1, column: 1 });
    }
  }
  throw new DiagnosticError({
    severity: "error",
    code: "no-mesh-config",
    what: `there is no MeshConfig in ${file}`,
    why: "it is a MeshConfig itself, the ConfigMap that holds one under data.mesh, or an IstioOperator with spec.meshConfig",
    fix: "kubectl get configmap istio -n istio-system -o yaml prints it",
  });
}

/** The MeshConfig among the manifests: in the ConfigMap `istio` (or `istio-REVISION`), or in an IstioOperator. */
export function meshConfigIn(world: World): { readonly config: MeshConfig; readonly object: ConfigObject } | undefined {
  const maps = world.of("ConfigMap").filter(({ name, value }) => /^istio(-|$)/.test(name) && isMeshMap(value));
  const object = maps.find(({ name }) => name === "istio") ?? maps[0] ?? world.of("IstioOperator")[0];
  if (object === undefined) return undefined;
  const config = heldBy(object.value, object.locate(["data", "mesh"]).file);
  return config === undefined ? undefined : { config, object };
}

function isMeshMap(value: Readonly<Record<string, unknown>>): boolean {
  return isRecord(value.data) && typeof value.data.mesh === "string";
}

function heldBy(object: Readonly<Record<string, unknown>>, file: string): MeshConfig | undefined {
  const { data, spec } = object;
  if (isRecord(spec) && isRecord(spec.meshConfig)) return fromValue(spec.meshConfig, at(file));
  if (!isRecord(data) || typeof data.mesh !== "string") return undefined;
  for (const parsed of lazyDocuments(data.mesh, `data.mesh of ${file}`)) {
    if ("problem" in parsed) throw new DiagnosticError(parsed.problem);
    if (isRecord(parsed.document.value)) return fromValue(parsed.document.value, at(file));
  }
  return NOTHING;
}

function at(file: string): Origin {
  return { kind: "file", file, line: 1, column: 1 };
}

function fromValue(value: Readonly<Record<string, unknown>>, origin: Origin): MeshConfig {
  const policy = isRecord(value.outboundTrafficPolicy) ? value.outboundTrafficPolicy.mode : undefined;
  const proxy = isRecord(value.defaultConfig) ? value.defaultConfig.proxyMetadata : undefined;
  const capture = isRecord(proxy) ? proxy.ISTIO_META_DNS_CAPTURE : undefined;
  return {
    outbound: policy === undefined ? undefined : outboundOf(policy, origin),
    rootNamespace: text(value.rootNamespace),
    trustDomain: text(value.trustDomain),
    dnsCapture: capture === undefined ? undefined : String(capture) === "true",
  };
}

function outboundOf(mode: unknown, origin: Origin): "ALLOW_ANY" | "REGISTRY_ONLY" {
  // The numbers of the enum are allowed in protobuf's JSON: istio.mesh.v1alpha1.MeshConfig.OutboundTrafficPolicy.Mode.
  if (mode === "ALLOW_ANY" || mode === 1) return "ALLOW_ANY";
  if (mode === "REGISTRY_ONLY" || mode === 0) return "REGISTRY_ONLY";
  throw new DiagnosticError({
    severity: "error",
    code: "bad-mesh-config",
    what: `outboundTrafficPolicy.mode is ${JSON.stringify(mode)}`,
    why: "the modes are ALLOW_ANY and REGISTRY_ONLY",
    fix: "write one of the two",
    at: origin,
  });
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
