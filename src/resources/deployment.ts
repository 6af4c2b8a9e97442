import type { DeploymentSpec } from "kubernetes-types/apps/v1";
import type { Release } from "../istio/release.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

export function deployment(placement: Placement, spec: DeploymentSpec, release: Release): KubernetesObject {
  return kubernetesObject("Deployment", placement, { spec }, release);
}
