import { describeAvailability } from "../../../istio/capability.ts";
import { HostIndex } from "../../../model/istiod/host-index.ts";
import { covers, isWildcard } from "../../../model/istiod/host-name.ts";
import { MESH, type MeshVirtualService } from "../../../model/istiod/virtual-services.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const virtualServiceOrder: MeshRule = {
  code: "WE0505",
  id: "virtual-service-order",
  layer: "upgrade",
  level: "info",
  title: "two VirtualServices for HTTP of which the upgrade may prefer the other",
  why: "before 1.18.7 the oldest VirtualService that covers a service took its HTTP. Since then the one with the most specific host does",
  fix: "look whether the narrower one is what is meant",
  kinds: [VIRTUAL_SERVICE],
  *meshProblems(mesh) {
    if (!mesh.has("most-specific-virtual-service")) return;
    const all = mesh.model.registry.virtualServices.filter(
      ({ gateways, spec }) => gateways.includes(MESH) && (spec.http ?? []).length > 0,
    );
    const wildcards = new HostIndex<MeshVirtualService>();
    for (const one of all) wildcards.add(one, one.hosts.filter(isWildcard));
    for (const one of all) {
      for (const [at, host] of one.hosts.entries()) {
        const wider = wildcards
          .overlapping(host)
          .find(
            (other) =>
              other !== one &&
              other.namespace === one.namespace &&
              other.hosts.some((its) => its !== host && covers(its, host)),
          );
        if (wider === undefined) continue;
        yield {
          at: refTo(one.object, "spec", "hosts", at),
          says: `${host} is taken from ${nameOf(wider.object)} by this one, whichever is older, in Istio ${describeAvailability("most-specific-virtual-service")}`,
          related: [{ ref: refTo(wider.object, "spec", "hosts"), words: nameOf(wider.object) }],
        };
      }
    }
  },
};
