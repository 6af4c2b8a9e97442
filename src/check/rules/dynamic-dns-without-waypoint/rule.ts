import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const dynamicDnsWithoutWaypoint = manifestRule<ServiceEntrySpec>({
  code: "WE0510",
  id: "dynamic-dns-without-waypoint",
  layer: "upgrade",
  level: "info",
  title: "DYNAMIC_DNS where only waypoints can do it",
  why: "in 1.28 and 1.29 istiod makes no cluster with DYNAMIC_DNS for sidecars and gateways: their listener for the host leads nowhere. From 1.30 on sidecars have one",
  fix: "bind it to a waypoint with the label istio.io/use-waypoint, here or at the namespace, or name a target from 1.30 on",
  kinds: [SERVICE_ENTRY],
  *problems({ spec, labels, has }) {
    if (spec.resolution !== "DYNAMIC_DNS" || has("dynamic-dns-sidecar")) return;
    const waypoint = labels["istio.io/use-waypoint"] ?? "none";
    if (waypoint !== "none" && waypoint !== "") return;
    // The namespace may have the label: that is seldom in the same files.
    yield {
      path: ["spec", "resolution"],
      says: "no sidecar of this release looks names up, and this is bound to no waypoint",
    };
  },
});
