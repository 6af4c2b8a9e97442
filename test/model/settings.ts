import { NEWEST_RELEASE } from "../../src/istio/release.ts";
import { makeTarget } from "../../src/istio/target.ts";
import type { MeshSettings } from "../../src/model/mesh-settings.ts";

/** A mesh of the newest release that lets out only what is registered. */
export function settings(more: Partial<MeshSettings> = {}): MeshSettings {
  const target = makeTarget({
    release: NEWEST_RELEASE,
    releaseKnown: true,
    dataPlane: "sidecar",
    dnsCapture: false,
    meshDomain: "cluster.local",
  });
  return {
    target,
    outbound: "REGISTRY_ONLY",
    rootNamespace: "istio-system",
    trustDomain: "cluster.local",
    enforcesNetworkPolicies: true,
    addresses: new Map(),
    closedWorld: false,
    ...more,
  };
}
