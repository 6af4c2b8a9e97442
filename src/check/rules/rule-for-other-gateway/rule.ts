import { gatewayName, MESH } from "../../../model/istiod/virtual-services.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const ruleForOtherGateway: MeshRule = {
  code: "WE0308",
  id: "rule-for-other-gateway",
  layer: "conflicts",
  level: "warning",
  title: "a condition for a gateway that the VirtualService is not bound to",
  why: "spec.gateways says where a VirtualService counts; a condition can only choose among these. For any other the rule is never reached. Without spec.gateways it is mesh alone",
  fix: "add the gateway to spec.gateways, or correct the name",
  kinds: [VIRTUAL_SERVICE],
  *meshProblems({ model }) {
    for (const { gateways, spec, object, namespace, hosts } of model.registry.virtualServices) {
      // A delegate is bound by the one that names it.
      if (object.kind !== "VirtualService" || hosts.length === 0) continue;
      for (const protocol of ["http", "tls", "tcp"] as const) {
        for (const [block, { match }] of (spec[protocol] ?? []).entries()) {
          for (const [index, { gateways: own = [] }] of (match ?? []).entries()) {
            for (const [at, name] of own.entries()) {
              if (gateways.includes(gatewayName(name, namespace))) continue;
              const bound = spec.gateways ?? [MESH];
              yield {
                at: refTo(object, "spec", protocol, block, "match", index, "gateways", at),
                says: `the VirtualService is bound to ${bound.join(", ")}, not to ${name}`,
                related: [{ ref: refTo(object, "spec", "gateways"), words: "what it is bound to" }],
              };
            }
          }
        }
      }
    }
  },
};
