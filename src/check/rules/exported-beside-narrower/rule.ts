import { visibility } from "../../../model/istiod/exports.ts";
import { MESH, type MeshVirtualService } from "../../../model/istiod/virtual-services.ts";
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { grouped } from "../../mesh/grouped.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const exportedBesideNarrower: MeshRule = {
  code: "WE0330",
  id: "exported-beside-narrower",
  layer: "conflicts",
  level: "warning",
  title: "a host that is open to all namespaces, beside one that another namespace sends through a gateway",
  why: "each namespace's own goes first. The day the other namespace's is deleted or renamed, its traffic does not stop: it takes this one, straight from the sidecar, because without exportTo it is there for everybody",
  fix: 'add exportTo: ["."], so that it counts in its own namespace alone',
  kinds: [SERVICE_ENTRY, VIRTUAL_SERVICE],
  *meshProblems(mesh) {
    const { services, virtualServices } = mesh.model.registry;
    const byHost = grouped(
      virtualServices
        .filter(({ gateways }) => gateways.includes(MESH))
        .flatMap((one) => one.hosts.map((host) => ({ one, host }))),
      ({ host }) => host,
    );
    for (const service of services) {
      if (service.registry !== "external" || visibility(service.exportTo, service.namespace).kind !== "public")
        continue;
      const others = byHost.get(service.hostname) ?? [];
      if (others.some(({ one }) => one.namespace === service.namespace && sendsAway(one, service.hostname))) continue;
      const narrow = others.find(
        ({ one }) =>
          one.namespace !== service.namespace &&
          visibility(one.exportTo, one.namespace).kind === "namespaces" &&
          sendsAway(one, service.hostname),
      );
      if (narrow === undefined) continue;
      yield {
        at: service.ref,
        says: `${service.hostname} is open to all namespaces, also to ${narrow.one.namespace}, which sends it elsewhere`,
        related: [{ ref: refTo(narrow.one.object, "spec", "hosts"), words: nameOf(narrow.one.object) }],
      };
    }
  },
};

/** Whether all that it routes goes to other hosts. */
function sendsAway({ spec }: MeshVirtualService, host: string): boolean {
  const routes = [...(spec.tls ?? []), ...(spec.tcp ?? []), ...(spec.http ?? [])].flatMap(({ route }) => route ?? []);
  return routes.length > 0 && routes.every(({ destination }) => destination.host.toLowerCase() !== host);
}
