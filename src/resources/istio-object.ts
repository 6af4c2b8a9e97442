import { apiVersionFor } from "../istio/api-version.ts";
import type { Release } from "../istio/release.ts";
import { metadata, type Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

/** An object of one of Istio's kinds, in the newest apiVersion that the release serves. */
export function istioObject(kind: string, placement: Placement, spec: object, release: Release): KubernetesObject {
  return { apiVersion: apiVersionFor(kind, release), kind, metadata: metadata(placement), spec };
}
