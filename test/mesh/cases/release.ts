import { type Capability, describeAvailability, releaseHas } from "../../../src/istio/capability.ts";
import { parseRelease } from "../../../src/istio/release.ts";

/** What `gen` is told the mesh is: the release of its istiod. */
export const ISTIO = process.env.WILDEGRESS_MESH_ISTIO ?? "newest";

const RELEASE = parseRelease(ISTIO);

/** What the clients come to follows from what the release can do, as it does for `gen`. */
export function has(capability: Capability): boolean {
  return releaseHas(RELEASE, capability);
}

/** Of what a case needs and the release lacks: from which release on there is one, as `gen` must say when it refuses. */
export function lacking(needs: readonly Capability[] = []): readonly string[] {
  return needs.filter((capability) => !has(capability)).map(describeAvailability);
}
