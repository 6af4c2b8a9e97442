import type { Release } from "../istio/release.ts";
import { istioObject } from "./istio-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";
import type { EnvoyFilterSpec } from "./types/envoy-filter.generated.ts";

export function envoyFilter(placement: Placement, spec: EnvoyFilterSpec, release: Release): KubernetesObject {
  return istioObject("EnvoyFilter", placement, spec, release);
}
