import type { Release } from "../istio/release.ts";
import { istioObject } from "./istio-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";
import type { AuthorizationPolicySpec } from "./types/authorization-policy.generated.ts";

export function authorizationPolicy(
  placement: Placement,
  spec: AuthorizationPolicySpec,
  release: Release,
): KubernetesObject {
  return istioObject("AuthorizationPolicy", placement, spec, release);
}
