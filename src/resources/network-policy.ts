import type { NetworkPolicySpec } from "kubernetes-types/networking/v1";
import type { Release } from "../istio/release.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

export function networkPolicy(placement: Placement, spec: NetworkPolicySpec, release: Release): KubernetesObject {
  return kubernetesObject("NetworkPolicy", placement, { spec }, release);
}
