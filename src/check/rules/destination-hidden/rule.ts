import { visibleIn } from "../../../model/istiod/exports.ts";
import { MESH } from "../../../model/istiod/virtual-services.ts";
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { serviceOfLeg } from "../../mesh/leg-ports.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import { servicesByHost } from "../../mesh/services-by-host.ts";

export const destinationHidden: MeshRule = {
  code: "WE0314",
  id: "destination-hidden",
  layer: "conflicts",
  level: "error",
  title: "a destination that the proxy is not told of",
  why: "exportTo keeps the service from the namespace of the proxy that takes the route, so the proxy has no cluster for it and closes the connection",
  fix: "export the service to that namespace, or keep it there",
  kinds: [VIRTUAL_SERVICE, SERVICE_ENTRY],
  *meshProblems(mesh) {
    const byHost = servicesByHost(mesh);
    for (const leg of mesh.legs) {
      const { host, ref, certain, proxy, gateway } = leg;
      if (!certain || serviceOfLeg(leg, mesh) !== undefined) continue;
      const hidden = (byHost.get(host) ?? []).filter(
        ({ exportTo, namespace }) => !visibleIn(exportTo, namespace, proxy.namespace),
      );
      const [first] = hidden;
      if (first === undefined || hidden.length < (byHost.get(host) ?? []).length) continue;
      const who = gateway === MESH ? `the sidecars of namespace ${proxy.namespace}` : `the gateway ${proxy.name}`;
      yield {
        at: refTo(ref.object, ...ref.path, "host"),
        says: `${who} has no cluster for ${host}: ${nameOf(first.object)} is not exported to namespace ${proxy.namespace}`,
        related: [{ ref: refTo(first.object, "spec", "exportTo"), words: `exportTo of ${nameOf(first.object)}` }],
      };
    }
  },
};
