import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { legacyGatewayName } from "../../admission/gateway-names.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { gatewayLists } from "../../admission/virtual-service.ts";
import { manifestRule } from "../../rule.ts";

export const gatewayReferenceLegacy = manifestRule<VirtualServiceSpec>({
  code: "WE0133",
  id: "gateway-reference-legacy",
  layer: "admission",
  level: "warning",
  title: "a gateway named in the old form",
  why: "NAME.NAMESPACE.svc.cluster.local looks like a Service and is none",
  fix: "write NAMESPACE/NAME",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    if (!has("admission-legacy-gateway-name-warned")) return;
    for (const [path, names, warned] of gatewayLists(spec)) {
      const looked = warned && (path.length === 2 || has("admission-tls-match-gateway-warned"));
      const found = looked ? legacyGatewayName(names) : undefined;
      if (found === undefined) continue;
      yield { path: [...path, found.index], says: found.says, repair: { kind: "replace", to: found.better } };
    }
  },
});
