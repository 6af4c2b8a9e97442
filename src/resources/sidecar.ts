import type { Release } from "../istio/release.ts";
import { istioObject } from "./istio-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";
import type { SidecarSpec } from "./types/sidecar.generated.ts";

export function sidecar(placement: Placement, spec: SidecarSpec, release: Release): KubernetesObject {
  return istioObject("Sidecar", placement, spec, release);
}
