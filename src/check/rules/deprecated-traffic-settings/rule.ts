import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { allPolicies } from "../../admission/traffic-policies.ts";
import { manifestRule } from "../../rule.ts";

export const deprecatedTrafficSettings = manifestRule<DestinationRuleSpec>({
  code: "WE0174",
  id: "deprecated-traffic-settings",
  layer: "admission",
  level: "warning",
  title: "a traffic setting that another has replaced",
  why: "the old field may go",
  fix: "write what the message names",
  kinds: [DESTINATION_RULE],
  *problems({ spec, has }) {
    for (const { policy, path } of allPolicies(spec)) {
      if ((policy.outlierDetection?.consecutiveErrors ?? 0) !== 0) {
        const says =
          "outlier detection consecutive errors is deprecated, use consecutiveGatewayErrors or consecutive5xxErrors instead";
        yield { path: [...path, "outlierDetection", "consecutiveErrors"], part: "key", says };
      }
      const ring = policy.loadBalancer?.consistentHash?.minimumRingSize ?? 0;
      if (ring !== 0 && has("admission-ring-size-warned")) {
        const says =
          "consistent hash MinimumRingSize is deprecated, use ConsistentHashLB's RingHash configuration instead";
        yield { path: [...path, "loadBalancer", "consistentHash", "minimumRingSize"], part: "key", says };
      }
    }
  },
});
