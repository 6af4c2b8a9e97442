import type { PodDisruptionBudgetSpec } from "kubernetes-types/policy/v1";
import type { Release } from "../istio/release.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

/** The fields that are used here are the same in policy/v1beta1 and policy/v1. */
export function podDisruptionBudget(
  placement: Placement,
  spec: Pick<PodDisruptionBudgetSpec, "maxUnavailable" | "minAvailable" | "selector">,
  release: Release,
): KubernetesObject {
  return kubernetesObject("PodDisruptionBudget", placement, { spec }, release);
}
