import { gatewayName, MESH } from "../../../model/istiod/virtual-services.ts";
import type { GatewaySpec } from "../../../resources/types/gateway.generated.ts";
import { GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { gatewaysByName } from "../../mesh/gateways-by-name.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { few, refTo } from "../../mesh/refs.ts";

export const portNotInGateway: MeshRule = {
  code: "WE0309",
  id: "port-not-in-gateway",
  layer: "conflicts",
  level: "warning",
  title: "a condition on a port that the Gateway has no server for",
  why: "the port of a condition is the number in the Gateway's servers, not the port of the pod or of the destination. For another one the rule is never reached",
  fix: "write the number of the server's port",
  kinds: [VIRTUAL_SERVICE, GATEWAY],
  *meshProblems(mesh) {
    const known = gatewaysByName(mesh);
    for (const { gateways, spec, object, namespace } of mesh.model.registry.virtualServices) {
      if (object.kind !== "VirtualService") continue;
      for (const protocol of ["http", "tls", "tcp"] as const) {
        for (const [block, { match }] of (spec[protocol] ?? []).entries()) {
          for (const [index, { gateways: own = [], port }] of (match ?? []).entries()) {
            const names = own.length === 0 ? gateways : own.map((name) => gatewayName(name, namespace));
            const bound = names.flatMap((name) => (name === MESH ? [] : [known.get(name)]));
            // Of the sidecars, and of Gateways that were not read, nothing is known.
            if (!port || names.includes(MESH) || bound.length === 0) continue;
            if (bound.some((gateway) => gateway === undefined)) continue;
            const ports = bound
              .flatMap((gateway) => (gateway?.spec as GatewaySpec | undefined)?.servers ?? [])
              .map((one) => one.port.number);
            if (ports.includes(port)) continue;
            yield {
              at: refTo(object, "spec", protocol, block, "match", index, "port"),
              says: `${few(names)} has no server on port ${port}; it has ${few([...new Set(ports)].map(String))}`,
              related: bound.flatMap((gateway) =>
                gateway === undefined ? [] : [{ ref: refTo(gateway, "spec", "servers"), words: "its servers" }],
              ),
            };
          }
        }
      }
    }
  },
};
