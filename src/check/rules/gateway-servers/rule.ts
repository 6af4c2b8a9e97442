import type { GatewaySpec } from "../../../resources/types/gateway.generated.ts";
import { GATEWAY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const gatewayServers = manifestRule<GatewaySpec>({
  code: "WE0161",
  id: "gateway-servers",
  layer: "admission",
  level: "error",
  title: "a Gateway without servers, or a server without hosts",
  why: "it opens nothing",
  fix: "add a server with a port and hosts",
  kinds: [GATEWAY],
  *problems({ spec }) {
    const { servers = [] } = spec;
    if (servers.length === 0) yield { path: ["spec"], says: "gateway must have at least one server" };
    for (const [index, { hosts }] of servers.entries()) {
      if (hosts.length > 0) continue;
      yield { path: ["spec", "servers", index, "hosts"], says: "server config must contain at least one host" };
    }
  },
});
