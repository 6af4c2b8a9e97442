import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { serviceOfLeg } from "../../mesh/leg-ports.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { hasOtherCluster } from "../../mesh/patched-ways.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const noneBehindGateway: MeshRule = {
  code: "WE0319",
  id: "none-behind-gateway",
  layer: "conflicts",
  level: "error",
  title: "a gateway that is to send to a service with resolution NONE",
  why: "NONE sends a connection on to where the client wanted it. At a gateway that is the gateway itself: there is nowhere to go, or it goes round in circles",
  fix: "send to a service with resolution DNS or STATIC, or to an SNI proxy beside the gateway",
  kinds: [VIRTUAL_SERVICE, SERVICE_ENTRY],
  *meshProblems(mesh) {
    for (const leg of mesh.legs) {
      if (leg.proxy.kind !== "gateway") continue;
      const service = serviceOfLeg(leg, mesh);
      if (service?.registry !== "external" || service.resolution !== "none" || service.selector !== undefined) continue;
      if (leg.protocol !== "http" && hasOtherCluster(leg.proxy, mesh)) continue;
      yield {
        at: refTo(leg.ref.object, ...leg.ref.path, "host"),
        says: `Gateway ${leg.gateway} is to send to ${leg.host}, whose resolution is NONE`,
        related: [
          { ref: refTo(service.object, "spec", "resolution"), words: `the resolution of ${nameOf(service.object)}` },
        ],
      };
    }
  },
};
