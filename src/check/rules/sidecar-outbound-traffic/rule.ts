import type { SidecarSpec } from "../../../resources/types/sidecar.generated.ts";
import { destinationProblems } from "../../admission/destinations.ts";
import { SIDECAR } from "../../admission/kinds.ts";
import { fullNameProblem } from "../../admission/names.ts";
import { manifestRule } from "../../rule.ts";

export const sidecarOutboundTraffic = manifestRule<SidecarSpec>({
  code: "WE0196",
  id: "sidecar-outbound-traffic",
  layer: "admission",
  level: "error",
  title: "an egressProxy that istiod refuses",
  why: "traffic to unknown services can be sent to a proxy only where it may leave at all (ALLOW_ANY), and the proxy is a host with a port",
  fix: "write mode: ALLOW_ANY with it, and host and port",
  kinds: [SIDECAR],
  *problems({ spec: { outboundTrafficPolicy } }) {
    const proxy = outboundTrafficPolicy?.egressProxy;
    if (proxy === undefined) return;
    const path = ["spec", "outboundTrafficPolicy"];
    if (outboundTrafficPolicy?.mode !== "ALLOW_ANY") {
      yield { path, says: "sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode" };
      return;
    }
    const at = [...path, "egressProxy"];
    const problem = fullNameProblem(proxy.host);
    if (problem !== undefined) yield { path: [...at, "host"], says: problem };
    if (proxy.port === undefined) yield { path: at, says: "sidecar: egress_proxy port must be non-nil" };
    else yield* destinationProblems(proxy, at);
  },
});
