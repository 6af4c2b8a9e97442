import type { ServiceSpec } from "kubernetes-types/core/v1";
import type { Release } from "../istio/release.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

export function service(placement: Placement, spec: ServiceSpec, release: Release): KubernetesObject {
  return kubernetesObject("Service", placement, { spec }, release);
}
