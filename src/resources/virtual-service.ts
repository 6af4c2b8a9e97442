import type { Release } from "../istio/release.ts";
import { istioObject } from "./istio-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";
import type { VirtualServiceSpec } from "./types/virtual-service.generated.ts";

export function virtualService(placement: Placement, spec: VirtualServiceSpec, release: Release): KubernetesObject {
  return istioObject("VirtualService", placement, spec, release);
}
