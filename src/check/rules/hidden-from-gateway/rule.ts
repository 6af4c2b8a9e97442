import { visibleIn } from "../../../model/istiod/exports.ts";
import { MESH } from "../../../model/istiod/virtual-services.ts";
import { GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";
import { gatewaysByPods } from "../../mesh/route-legs.ts";

export const hiddenFromGateway: MeshRule = {
  code: "WE0315",
  id: "hidden-from-gateway",
  layer: "conflicts",
  level: "error",
  title: "a VirtualService that its gateway is not told of",
  why: "exportTo is about the namespace of the gateway's pods, not about that of the Gateway. A VirtualService that is not exported there does nothing, however it is bound",
  fix: "export it to the namespace of the gateway's pods, or put it there",
  kinds: [VIRTUAL_SERVICE, GATEWAY],
  *meshProblems(mesh) {
    const servedBy = gatewaysByPods(mesh);
    for (const { gateways, exportTo, namespace, object } of mesh.model.registry.virtualServices) {
      if (object.kind !== "VirtualService") continue;
      for (const name of gateways) {
        const pods = name === MESH ? [] : (servedBy.get(name) ?? []);
        // Where one of several gateways is told of it, or where nothing is known of the pods, there is nothing to say.
        if (
          pods.length === 0 ||
          pods.some((one) => !one.certain || visibleIn(exportTo, namespace, one.proxy.namespace))
        )
          continue;
        const places = [...new Set(pods.map(({ proxy }) => proxy.namespace))].join(", ");
        yield {
          at: refTo(object, "spec", "exportTo"),
          says: `the pods of Gateway ${name} are in namespace ${places}, and this is not exported there`,
        };
      }
    }
  },
};
