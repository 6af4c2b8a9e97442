import type { Release } from "../istio/release.ts";
import { istioObject } from "./istio-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";
import type { DestinationRuleSpec } from "./types/destination-rule.generated.ts";

export function destinationRule(placement: Placement, spec: DestinationRuleSpec, release: Release): KubernetesObject {
  return istioObject("DestinationRule", placement, spec, release);
}
