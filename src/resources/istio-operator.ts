import type { Release } from "../istio/release.ts";
import { istioObject } from "./istio-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";
import type { IstioOperatorSpec } from "./types/istio-operator.generated.ts";

/** For `istioctl manifest generate -f`, not for `kubectl apply`. */
export function istioOperator(placement: Placement, spec: IstioOperatorSpec, release: Release): KubernetesObject {
  return istioObject("IstioOperator", placement, spec, release);
}
