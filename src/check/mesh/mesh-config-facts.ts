import { parse } from "yaml";
import { at, text } from "../../model/envoy-filters/json.ts";
import type { ConfigObject, FieldRef } from "../../model/world/config-object.ts";
import type { World } from "../../model/world/world.ts";

/** What manifests say of the mesh as a whole; undefined where none says. */
export interface MeshConfigFacts {
  /** Where the mesh config stands; undefined where none was read. */
  readonly ref: FieldRef | undefined;
  readonly outbound: "ALLOW_ANY" | "REGISTRY_ONLY" | undefined;
  /** Where the mode of outbound traffic stands. */
  readonly outboundRef: FieldRef | undefined;
  readonly rootNamespace: string | undefined;
  readonly trustDomain: string | undefined;
  /** Whether Istio's DNS proxy answers workloads (ISTIO_META_DNS_CAPTURE). */
  readonly dnsCapture: boolean;
}

/** Reads `meshConfig` of an IstioOperator, and the ConfigMap `istio` that istiod reads. */
export function meshConfigFacts(world: World): MeshConfigFacts {
  for (const { config, ref: place } of meshConfigs(world)) {
    const mode = text(config, "outboundTrafficPolicy", "mode");
    const capture = at(config, "defaultConfig", "proxyMetadata", "ISTIO_META_DNS_CAPTURE");
    const inside = place.object.kind === "IstioOperator" ? ["outboundTrafficPolicy", "mode"] : [];
    return {
      ref: place,
      outbound: mode === "ALLOW_ANY" || mode === "REGISTRY_ONLY" ? mode : undefined,
      outboundRef: mode === "" ? undefined : { ...place, path: [...place.path, ...inside] },
      rootNamespace: text(config, "rootNamespace") || undefined,
      trustDomain: text(config, "trustDomain") || undefined,
      dnsCapture: String(capture) === "true",
    };
  }
  return {
    ref: undefined,
    outbound: undefined,
    outboundRef: undefined,
    rootNamespace: undefined,
    trustDomain: undefined,
    dnsCapture: false,
  };
}

function* meshConfigs(world: World): Generator<{ config: unknown; ref: FieldRef }> {
  for (const object of world.of("IstioOperator")) {
    const config = at(object.spec, "meshConfig");
    if (config !== undefined) yield { config, ref: { object, path: ["spec", "meshConfig"] } };
  }
  for (const object of world.of("ConfigMap").filter(isMeshConfigMap)) {
    const mesh = text(object.value, "data", "mesh");
    try {
      yield { config: parse(mesh), ref: { object, path: ["data", "mesh"] } };
    } catch {
      // What istiod cannot read either says nothing.
    }
  }
}

function isMeshConfigMap({ name, namespace, value }: ConfigObject): boolean {
  return namespace === "istio-system" && name.startsWith("istio") && text(value, "data", "mesh") !== "";
}
