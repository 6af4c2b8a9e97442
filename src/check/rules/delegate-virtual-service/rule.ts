import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const delegateVirtualService = manifestRule<VirtualServiceSpec>({
  code: "WE0131",
  id: "delegate-virtual-service",
  layer: "admission",
  level: "error",
  title: "a VirtualService without hosts that has more than HTTP routes",
  why: "without hosts it is a delegate: another VirtualService sends it HTTP requests, and that one alone has hosts and gateways",
  fix: "add hosts, or leave gateways, tls and tcp out",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec: { hosts = [], gateways = [], tls = [], tcp = [] } }) {
    if (hosts.length > 0) return;
    const must = "delegate virtual service must have no";
    if (gateways.length > 0) yield { path: ["spec", "gateways"], says: `${must} gateways specified` };
    if (tls.length > 0) yield { path: ["spec", "tls"], says: `${must} tls route specified` };
    if (tcp.length > 0) yield { path: ["spec", "tcp"], says: `${must} tcp route specified` };
  },
});
