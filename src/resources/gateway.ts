import type { Release } from "../istio/release.ts";
import { istioObject } from "./istio-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";
import type { GatewaySpec } from "./types/gateway.generated.ts";

export function gateway(placement: Placement, spec: GatewaySpec, release: Release): KubernetesObject {
  return istioObject("Gateway", placement, spec, release);
}
