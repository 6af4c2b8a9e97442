import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const routeWithoutDestination = manifestRule<VirtualServiceSpec>({
  code: "WE0135",
  id: "route-without-destination",
  layer: "admission",
  level: "error",
  title: "a TLS or TCP route that does not say what for, or where to",
  why: "a TLS route is chosen by the SNI, so it needs sniHosts; and every route needs a destination",
  fix: "add match with sniHosts, and route with a destination",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const [index, { match = [], route = [] }] of entriesOf(spec.tls)) {
      const path = ["spec", "tls", index];
      if (match.length === 0) yield { path, says: "TLS route must have at least one match condition" };
      for (const [number, { sniHosts }] of match.entries()) {
        if (sniHosts.length > 0) continue;
        yield { path: [...path, "match", number], says: "TLS match must have at least one SNI host" };
      }
      if (route.length === 0) yield { path, says: "TLS route is required" };
    }
    for (const [index, { route = [] }] of entriesOf(spec.tcp)) {
      if (route.length === 0) yield { path: ["spec", "tcp", index], says: "TCP route is required" };
    }
  },
});
