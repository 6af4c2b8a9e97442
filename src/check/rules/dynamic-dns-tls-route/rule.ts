import { isWildcard } from "../../../model/istiod/host-name.ts";
import { MESH } from "../../../model/istiod/virtual-services.ts";
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { serviceOfLeg } from "../../mesh/leg-ports.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const dynamicDnsTlsRoute: MeshRule = {
  code: "WE0321",
  id: "dynamic-dns-tls-route",
  layer: "conflicts",
  level: "error",
  title: "a tls route to a service with resolution DYNAMIC_DNS",
  why: "the filter that looks the name up is part of the service's own filter chain. A VirtualService's chain takes its place without the filter, so no address is found and every connection fails",
  fix: "take the tls route out: the ServiceEntry alone does it",
  kinds: [VIRTUAL_SERVICE, SERVICE_ENTRY],
  *meshProblems(mesh) {
    for (const leg of mesh.legs) {
      if (leg.gateway !== MESH || leg.protocol === "http") continue;
      const service = serviceOfLeg(leg, mesh);
      if (service?.resolution !== "dynamic-dns" || !isWildcard(service.hostname)) continue;
      yield {
        at: refTo(leg.ref.object, ...leg.ref.path, "host"),
        says: `${leg.host} has resolution DYNAMIC_DNS, which no ${leg.protocol} route can send to`,
        related: [
          { ref: refTo(service.object, "spec", "resolution"), words: `the resolution of ${nameOf(service.object)}` },
        ],
      };
    }
  },
};
