import type { MeshProxy } from "../../../model/istiod/proxy.ts";
import { MESH } from "../../../model/istiod/virtual-services.ts";
import type { ConfigObject } from "../../../model/world/config-object.ts";
import type { SidecarSpec } from "../../../resources/types/sidecar.generated.ts";
import { SERVICE_ENTRY, SIDECAR, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { grouped } from "../../mesh/grouped.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import { clientProxy } from "../../mesh/route-legs.ts";

export const hiddenBySidecar: MeshRule = {
  code: "WE0316",
  id: "hidden-by-sidecar",
  layer: "conflicts",
  level: "warning",
  title: "something for this namespace alone that its Sidecar leaves out",
  why: "a proxy is told only of what its Sidecar lists under egress. A ServiceEntry is let in when an entry covers its whole host: ./en.wikipedia.org lets no *.wikipedia.org in",
  fix: "add ./host to the Sidecar's egress, or ./* for all of the namespace",
  kinds: [SIDECAR, SERVICE_ENTRY, VIRTUAL_SERVICE],
  *meshProblems(mesh) {
    const { model } = mesh;
    const sidecars = model.world.of<SidecarSpec>("Sidecar");
    const own = grouped(sidecars, ({ namespace }) => namespace);
    for (const [namespace, all] of own) {
      const scopes = all.map(({ spec }) => model.scope(clientOf(namespace, spec)));
      // Where some workloads have a Sidecar and others none, the others see everything.
      if (!all.some(({ spec }) => spec.workloadSelector === undefined)) continue;
      const [sidecar] = all.filter(({ spec }) => spec.workloadSelector === undefined && (spec.egress ?? []).length > 0);
      if (sidecar === undefined) continue;
      for (const service of model.registry.services) {
        if (!isOnlyFor(namespace, service) || service.registry !== "external") continue;
        if (scopes.some(({ services }) => services.get(service.hostname)?.namespace === namespace)) continue;
        yield problem(sidecar as unknown as ConfigObject, service.object, service.hostname, service.ref.path);
      }
      for (const one of model.registry.virtualServices) {
        if (!isOnlyFor(namespace, one) || !one.gateways.includes(MESH)) continue;
        if (scopes.some(({ listeners }) => listeners.some(({ virtualServices }) => virtualServices.includes(one))))
          continue;
        yield problem(sidecar as unknown as ConfigObject, one.object, one.hosts.join(", "), ["spec", "hosts"]);
      }
    }
  },
};

function problem(sidecar: ConfigObject, hidden: ConfigObject, host: string, path: readonly (string | number)[]) {
  return {
    at: refTo(hidden, ...path),
    says: `${nameOf(sidecar)} does not let ${host} in, and nobody else is told of it`,
    related: [{ ref: refTo(sidecar, "spec", "egress"), words: "what the Sidecar lets in" }],
  };
}

function clientOf(namespace: string, { workloadSelector }: SidecarSpec): MeshProxy {
  return { ...clientProxy(namespace), labels: workloadSelector?.labels ?? {} };
}

function isOnlyFor(
  namespace: string,
  one: { readonly namespace: string; readonly exportTo: readonly string[] },
): boolean {
  if (one.namespace !== namespace || one.exportTo.length === 0) return false;
  return one.exportTo.every((to) => to === "." || to === namespace);
}
