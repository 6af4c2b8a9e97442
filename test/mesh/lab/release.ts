import { apiVersionFor } from "../../../src/istio/api-version.ts";
import { type Capability, describeAvailability, releaseHas } from "../../../src/istio/capability.ts";
import { minorOf, parseRelease } from "../../../src/istio/release.ts";

/** The release of the mesh's istiod, as `gen` is told it. */
export const ISTIO = process.env.WILDEGRESS_MESH_ISTIO ?? "newest";

const RELEASE = parseRelease(ISTIO);

/** What the clients come to follows from what the release can do, as it does for `gen`. */
export function has(capability: Capability): boolean {
  return releaseHas(RELEASE, capability);
}

/** The version of a kind that `gen` writes: the newest that the release serves. */
export function apiVersionOf(kind: string): string {
  return apiVersionFor(kind, RELEASE);
}

/** What only matters to Envoys that are newer than the istiod, from the release on in which it was first seen here. */
const NEWER_ENVOY = {
  // 1.13 names some of Envoy's extensions without their type: the transport socket of plain text, the choice of a host for a retry.
  "typed-extensions": "1.16",
} as const;

export function sends(fact: keyof typeof NEWER_ENVOY): boolean {
  return RELEASE.minor >= minorOf(NEWER_ENVOY[fact]);
}

/** Of what a case needs and the release lacks: from which release on there is one, as `gen` must say when it refuses. */
export function lacking(needs: readonly Capability[] = []): readonly string[] {
  return needs.filter((capability) => !has(capability)).map(describeAvailability);
}
