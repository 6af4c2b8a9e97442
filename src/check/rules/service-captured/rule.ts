import { HostIndex } from "../../../model/istiod/host-index.ts";
import { covers, isWildcard } from "../../../model/istiod/host-name.ts";
import { isTls } from "../../../model/istiod/protocol.ts";
import type { MeshService } from "../../../model/istiod/service.ts";
import { MESH, type MeshVirtualService } from "../../../model/istiod/virtual-services.ts";
import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { CheckedMesh } from "../../mesh/checked-mesh.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";
import { clientProxy } from "../../mesh/route-legs.ts";

export const serviceCaptured: MeshRule = {
  code: "WE0305",
  id: "service-captured",
  layer: "conflicts",
  level: "warning",
  title: "a service whose traffic a VirtualService for a wildcard takes",
  why: "as soon as one VirtualService has a rule for a name, istiod makes no filter chain for the service itself: what its ServiceEntry says (resolution, endpoints) counts for nothing",
  fix: "give the name a VirtualService of its own, with the name in sniHosts; or take the ServiceEntry out",
  kinds: [SERVICE_ENTRY, VIRTUAL_SERVICE],
  *meshProblems(mesh) {
    const { virtualServices, services } = mesh.model.registry;
    const index = new HostIndex<MeshVirtualService>();
    const destinations = new Set(mesh.legs.map(({ host }) => host));
    for (const one of virtualServices) {
      const wildcards = one.hosts.filter(isWildcard);
      if (one.gateways.includes(MESH) && wildcards.length > 0 && (one.spec.tls ?? []).length > 0)
        index.add(one, wildcards);
    }
    for (const service of services) {
      // What routes send to is known by them, and meant to be taken.
      if (service.registry !== "external" || destinations.has(service.hostname)) continue;
      const wider = index.overlapping(service.hostname).filter((one) => isWider(one, service));
      if (wider.length === 0 || wider.some((one) => hasSibling(one, service))) continue;
      for (const { number, protocol } of service.ports) {
        const taken = isTls(protocol) ? takenBy(service, number, mesh) : undefined;
        if (taken === undefined || !wider.some(({ object }) => object === taken.object)) continue;
        yield {
          at: service.ref,
          says: `on port ${number}, ${nameOf(taken.object)} takes the traffic of ${service.hostname}, and sends it elsewhere`,
          related: [{ ref: refTo(taken.object, ...taken.path), words: "the rule that takes it" }],
        };
      }
    }
  },
};

function isWider({ hosts }: MeshVirtualService, { hostname }: MeshService): boolean {
  return !hosts.includes(hostname) && hosts.some((host) => host !== hostname && covers(host, hostname));
}

/** A ServiceEntry that declares the wildcard itself, too, is what the VirtualService is for. */
function hasSibling({ hosts }: MeshVirtualService, { object }: MeshService): boolean {
  const declared = (object.spec as unknown as ServiceEntrySpec).hosts.map((host) => host.toLowerCase());
  return declared.some((host) => hosts.includes(host));
}

function takenBy({ hostname, namespace, address }: MeshService, port: number, { model }: CheckedMesh) {
  const made = model.outboundListener(clientProxy(namespace), address === "" ? "0.0.0.0" : address, port);
  if (made === undefined || made.listener.fault !== undefined) return undefined;
  const serverName = isWildcard(hostname) ? `any${hostname.slice(1)}` : hostname;
  const chain = made.index.find({ address, serverName, transport: "tls", applicationProtocols: [] });
  return chain?.ref?.object.kind === "VirtualService" ? chain.ref : undefined;
}
