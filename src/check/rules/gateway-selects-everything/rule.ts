import type { GatewaySpec } from "../../../resources/types/gateway.generated.ts";
import { GATEWAY } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const gatewaySelectsEverything: MeshRule = {
  code: "WE0317",
  id: "gateway-selects-everything",
  layer: "conflicts",
  level: "warning",
  title: "a Gateway without a selector",
  why: "it is every gateway's: the ingress opens the same ports for the same hosts as the egress",
  fix: "select the pods that are meant: selector: {istio: egressgateway}",
  kinds: [GATEWAY],
  *meshProblems({ world }) {
    for (const gateway of world.of<GatewaySpec>("Gateway")) {
      if (gateway.kind !== "Gateway" || !gateway.apiVersion.startsWith("networking.istio.io/")) continue;
      if (Object.keys(gateway.spec.selector ?? {}).length > 0) continue;
      yield {
        at: refTo(gateway, "spec", "selector"),
        says: "without a selector this Gateway holds for every gateway of the mesh",
      };
    }
  },
};
