import { hostsFor } from "../../../model/istiod/gateway-listener.ts";
import { overlap } from "../../../model/istiod/host-name.ts";
import { MESH } from "../../../model/istiod/virtual-services.ts";
import type { GatewaySpec } from "../../../resources/types/gateway.generated.ts";
import { GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { gatewaysByName } from "../../mesh/gateways-by-name.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { few, nameOf, refTo } from "../../mesh/refs.ts";

export const hostNotInGateway: MeshRule = {
  code: "WE0307",
  id: "host-not-in-gateway",
  layer: "conflicts",
  level: "warning",
  title: "a VirtualService whose Gateway has none of its hosts",
  why: "a Gateway takes a VirtualService only where both have a name in common. Without one, the VirtualService does nothing at this Gateway. A host such as ./name or ns/name is for VirtualServices of that namespace alone",
  fix: "use the same host in both, or the Gateway that has it",
  kinds: [VIRTUAL_SERVICE, GATEWAY],
  *meshProblems(mesh) {
    const gateways = gatewaysByName(mesh);
    for (const { gateways: named, hosts, namespace, spec, object } of mesh.model.registry.virtualServices) {
      if (object.kind !== "VirtualService" || hosts.length === 0) continue;
      for (const [at, name] of named.entries()) {
        const gateway = name === MESH ? undefined : gateways.get(name);
        if (gateway === undefined) continue;
        const { servers = [] } = gateway.spec as GatewaySpec;
        const written = servers.flatMap((server) => server.hosts.map((host) => withNamespace(host, gateway.namespace)));
        const listed = hostsFor(namespace, written);
        if (hosts.some((host) => listed.some((other) => overlap(host, other)))) continue;
        yield {
          at: refTo(object, "spec", "gateways", spec.gateways === undefined ? 0 : at),
          says: `${nameOf(gateway)} has no server for ${few(hosts)}`,
          related: [
            {
              ref: refTo(gateway, "spec", "servers"),
              words: `it has ${few(servers.flatMap((server) => server.hosts))}`,
            },
          ],
        };
      }
    }
  },
};

/** `./host` is of the Gateway's own namespace, `*` + `/host` of any. */
function withNamespace(host: string, own: string): string {
  const lower = host.toLowerCase();
  if (lower.startsWith("./")) return `${own}/${lower.slice(2)}`;
  return lower.startsWith("*/") ? lower.slice(2) : lower;
}
