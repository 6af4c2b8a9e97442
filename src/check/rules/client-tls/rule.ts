import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { clientTlsProblems } from "../../admission/client-tls.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { allPolicies } from "../../admission/traffic-policies.ts";
import { manifestRule } from "../../rule.ts";

export const clientTls = manifestRule<DestinationRuleSpec>({
  code: "WE0179",
  id: "client-tls",
  layer: "admission",
  level: "error",
  title: "client certificates that do not fit the TLS mode",
  why: "MUTUAL needs a certificate and its key; a credential has them all in it; and what is not verified needs no name of who signs",
  fix: "name a credentialName, or the files that the mode needs",
  kinds: [DESTINATION_RULE],
  *problems({ spec, namespace, has }) {
    for (const { policy, path } of allPolicies(spec)) {
      if (policy.tls !== undefined) yield* clientTlsProblems(policy.tls, [...path, "tls"], { namespace, has });
    }
  },
});
