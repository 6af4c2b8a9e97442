import { isWildcard } from "../../../model/istiod/host-name.ts";
import { isTls } from "../../../model/istiod/protocol.ts";
import { MESH } from "../../../model/istiod/virtual-services.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { grouped } from "../../mesh/grouped.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";

export const addressChosenByClient: MeshRule = {
  code: "WE0405",
  id: "address-chosen-by-client",
  layer: "security",
  level: "info",
  title: "a wildcard whose addresses the clients choose",
  why: "with resolution NONE the sidecar looks at the SNI alone and dials the address that the client dialled. A client that sends an allowed name to any other address gets there",
  fix: "let a proxy resolve the name: resolution DYNAMIC_DNS (Istio 1.30 and later), or a gateway with an SNI proxy; or limit the addresses by a NetworkPolicy",
  kinds: [SERVICE_ENTRY],
  *meshProblems(mesh) {
    const { services, virtualServices } = mesh.model.registry;
    const away = grouped(
      mesh.legs
        .filter(({ gateway, host, sniHosts }) => gateway === MESH && !sniHosts.includes(host))
        .flatMap(({ sniHosts }) => sniHosts),
      (host) => host,
    );
    const routed = new Set(virtualServices.filter(({ spec }) => spec.tls === undefined).flatMap(({ hosts }) => hosts));
    const said = new Set<unknown>();
    for (const { object, hostname, registry, external, resolution, ports, ref, exportTo } of services) {
      if (registry !== "external" || !external || resolution !== "none" || !isWildcard(hostname)) continue;
      if (away.has(hostname) || routed.has(hostname) || exportTo.includes("~")) continue;
      if (!ports.some(({ protocol }) => isTls(protocol)) || said.has(object)) continue;
      said.add(object);
      yield { at: ref, says: `for ${hostname} only the SNI is looked at, and the client chooses the address` };
    }
  },
};
