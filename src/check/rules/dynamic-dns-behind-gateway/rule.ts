import { changesListener, patchesFor } from "../../../model/envoy-filters/patches.ts";
import { isWildcard } from "../../../model/istiod/host-name.ts";
import { ENVOY_FILTER, SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { serviceOfLeg } from "../../mesh/leg-ports.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const dynamicDnsBehindGateway: MeshRule = {
  code: "WE0320",
  id: "dynamic-dns-behind-gateway",
  layer: "conflicts",
  level: "error",
  title: "a gateway that is to send to a service with resolution DYNAMIC_DNS",
  why: "only sidecars and waypoints get the filter that looks the name up (istio#61831). A gateway has the cluster without it, and every connection fails",
  fix: "use DYNAMIC_DNS at the sidecars, without a gateway; or an SNI proxy beside the gateway",
  kinds: [VIRTUAL_SERVICE, SERVICE_ENTRY, ENVOY_FILTER],
  *meshProblems(mesh) {
    const { model } = mesh;
    for (const leg of mesh.legs) {
      if (leg.proxy.kind !== "gateway") continue;
      const service = serviceOfLeg(leg, mesh);
      if (service?.resolution !== "dynamic-dns" || !isWildcard(service.hostname)) continue;
      // An EnvoyFilter may bring the filter along.
      const patches = patchesFor(leg.proxy, model.world, model.settings);
      const ports = mesh.gateways.find(({ proxy }) => proxy === leg.proxy)?.ports ?? [];
      if (ports.some((port) => changesListener(patches, `0.0.0.0_${port}`, port) !== undefined)) continue;
      yield {
        at: refTo(leg.ref.object, ...leg.ref.path, "host"),
        says: `Gateway ${leg.gateway} is to send to ${leg.host}, whose resolution is DYNAMIC_DNS`,
        related: [
          { ref: refTo(service.object, "spec", "resolution"), words: `the resolution of ${nameOf(service.object)}` },
        ],
      };
    }
  },
};
