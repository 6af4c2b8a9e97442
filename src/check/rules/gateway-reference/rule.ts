import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { gatewayNameProblems } from "../../admission/gateway-names.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { gatewayLists } from "../../admission/virtual-service.ts";
import { manifestRule } from "../../rule.ts";

export const gatewayReference = manifestRule<VirtualServiceSpec>({
  code: "WE0132",
  id: "gateway-reference",
  layer: "admission",
  level: "error",
  title: "a gateway that no Gateway can be",
  why: "a gateway is named as NAME, of the same namespace, or NAMESPACE/NAME; mesh stands for the sidecars",
  fix: "write istio-system/egress",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const [path, names] of gatewayLists(spec)) {
      for (const { index, says } of gatewayNameProblems(names)) yield { path: [...path, index], says };
    }
  },
});
