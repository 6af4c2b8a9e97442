import { apiVersionFor } from "../istio/api-version.ts";
import type { Release } from "../istio/release.ts";
import { metadata, type Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

/**
 * An object of one of Kubernetes' own kinds, in the newest apiVersion that every Kubernetes under the Istio release serves.
 *
 * @param body What stands beside the metadata: `spec`, `data`, `rules`.
 */
export function kubernetesObject(
  kind: string,
  placement: Placement,
  body: Readonly<Record<string, unknown>>,
  release: Release,
): KubernetesObject {
  return { apiVersion: apiVersionFor(kind, release), kind, metadata: metadata(placement), ...body };
}
