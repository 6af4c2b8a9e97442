import type { SidecarSpec } from "../../../resources/types/sidecar.generated.ts";
import { SIDECAR } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const sidecarEmpty = manifestRule<SidecarSpec>({
  code: "WE0190",
  id: "sidecar-empty",
  layer: "admission",
  level: "error",
  title: "a Sidecar that says nothing",
  why: "it would change nothing",
  fix: "name egress, ingress, outboundTrafficPolicy or inboundConnectionPool",
  kinds: [SIDECAR],
  *problems({ spec }) {
    const { egress = [], ingress = [], outboundTrafficPolicy, inboundConnectionPool } = spec;
    if (egress.length + ingress.length > 0) return;
    if (outboundTrafficPolicy !== undefined || inboundConnectionPool !== undefined) return;
    yield { path: ["spec"], says: "sidecar: empty configuration provided" };
  },
});
