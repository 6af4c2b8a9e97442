import type { GatewaySpec } from "../../../resources/types/gateway.generated.ts";
import { GATEWAY } from "../../admission/kinds.ts";
import { gatewayHostProblems } from "../../admission/namespaced-hosts.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const gatewayHosts = manifestRule<GatewaySpec>({
  code: "WE0162",
  id: "gateway-hosts",
  layer: "admission",
  level: "error",
  title: "hosts of a Gateway that istiod refuses",
  why: "a host is a full name, a wildcard on a full name, or * for all; a namespace may stand before it",
  fix: "write *.wikipedia.org, or istio-system/*.wikipedia.org",
  kinds: [GATEWAY],
  *problems({ spec, has }) {
    for (const [index, server] of entriesOf(spec.servers)) {
      for (const [number, host] of server.hosts.entries()) {
        for (const says of gatewayHostProblems(host, has("admission-partial-wildcard-refused"))) {
          yield { path: ["spec", "servers", index, "hosts", number], says };
        }
      }
    }
  },
});
