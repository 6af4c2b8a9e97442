import type { Release } from "../istio/release.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

export function configMap(
  placement: Placement,
  data: Readonly<Record<string, string>>,
  release: Release,
): KubernetesObject {
  return kubernetesObject("ConfigMap", placement, { data }, release);
}
