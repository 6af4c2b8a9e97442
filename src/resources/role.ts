import type { PolicyRule } from "kubernetes-types/rbac/v1";
import type { Release } from "../istio/release.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

export function role(placement: Placement, rules: PolicyRule[], release: Release): KubernetesObject {
  return kubernetesObject("Role", placement, { rules }, release);
}
