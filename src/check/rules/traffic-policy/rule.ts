import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import {
  hasTunnelAndProxyProtocol,
  isEmptyPolicy,
  isEmptyPortPolicy,
  portPolicies,
  trafficPolicies,
} from "../../admission/traffic-policies.ts";
import { manifestRule } from "../../rule.ts";

export const trafficPolicy = manifestRule<DestinationRuleSpec>({
  code: "WE0172",
  id: "traffic-policy",
  layer: "admission",
  level: "error",
  title: "a traffic policy that says nothing, or two things that exclude each other",
  why: "an empty policy is a policy that was forgotten",
  fix: "name at least one setting, and for a port its number",
  kinds: [DESTINATION_RULE],
  *problems({ spec, has }) {
    const emptyIsNone = has("admission-empty-list-is-none");
    for (const { policy, path } of trafficPolicies(spec)) {
      const lists = policy.portLevelSettings !== undefined && !emptyIsNone;
      if (isEmptyPolicy(policy) && !lists) yield { path, says: "traffic policy must have at least one field" };
      else if (hasTunnelAndProxyProtocol(policy)) {
        yield { path, says: "tunnel and proxyProtocol must not be set together" };
      }
    }
    for (const { policy, path } of portPolicies(spec)) {
      if (policy.port === undefined) yield { path, says: "portTrafficPolicy must have valid port" };
      if (isEmptyPortPolicy(policy)) yield { path, says: "port traffic policy must have at least one field" };
    }
  },
});
