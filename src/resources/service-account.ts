import type { Release } from "../istio/release.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

export function serviceAccount(placement: Placement, release: Release): KubernetesObject {
  return kubernetesObject("ServiceAccount", placement, {}, release);
}
