import { type Capability, releaseHas } from "./capability.ts";
import type { Release } from "./release.ts";

export type DataPlane = "sidecar" | "ambient";

/** The mesh that the output is for. */
export interface Target {
  readonly release: Release;
  /** False when nobody named a release: then only what every supported release has may be assumed. */
  readonly releaseKnown: boolean;
  readonly dataPlane: DataPlane;
  /** Whether Istio's DNS proxy answers the workloads' look-ups (ISTIO_META_DNS_CAPTURE). */
  readonly dnsCapture: boolean;
  /** The cluster's DNS domain, "cluster.local" unless it was changed. */
  readonly meshDomain: string;
  has(capability: Capability): boolean;
}

export function makeTarget(facts: Omit<Target, "has">): Target {
  return { ...facts, has: (capability) => releaseHas(facts.release, capability) };
}
