import type { Release } from "../istio/release.ts";
import { istioObject } from "./istio-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";
import type { ServiceEntrySpec } from "./types/service-entry.generated.ts";

export function serviceEntry(placement: Placement, spec: ServiceEntrySpec, release: Release): KubernetesObject {
  return istioObject("ServiceEntry", placement, spec, release);
}
