import { describeAvailability } from "../../../istio/capability.ts";
import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const sniSentUnasked = manifestRule<DestinationRuleSpec>({
  code: "WE0508",
  id: "sni-sent-unasked",
  layer: "upgrade",
  level: "info",
  title: "TLS of a sidecar whose SNI the release decides",
  why: "since 1.21 a sidecar that originates TLS sends the request's Host as SNI and checks the certificate for it, where it sent none before. A server that chose by its default, or with another name in its certificate, is not reached any more",
  fix: "write sni, and subjectAltNames where the certificate has another name",
  kinds: [DESTINATION_RULE],
  *problems({ spec, has }) {
    if (!has("auto-sni")) return;
    const tls = spec.trafficPolicy?.tls;
    if ((tls?.mode !== "SIMPLE" && tls?.mode !== "MUTUAL") || (tls.sni ?? "") !== "" || spec.host.startsWith("*"))
      return;
    yield {
      path: ["spec", "trafficPolicy", "tls", "mode"],
      says: `without sni the Host is sent, in Istio ${describeAvailability("auto-sni")}`,
    };
  },
});
