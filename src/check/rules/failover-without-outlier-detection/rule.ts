import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { failsOver, isContradictory } from "../../admission/localities.ts";
import { loadBalancers } from "../../admission/traffic-policies.ts";
import { manifestRule } from "../../rule.ts";

export const failoverWithoutOutlierDetection = manifestRule<DestinationRuleSpec>({
  code: "WE0178",
  id: "failover-without-outlier-detection",
  layer: "admission",
  level: "warning",
  title: "failing over without anything that starts it",
  why: "a place is left when its endpoints are found unhealthy, which outlier detection does",
  fix: "add outlierDetection",
  kinds: [DESTINATION_RULE],
  *problems({ spec, has }) {
    if (!has("admission-failover-warned")) return;
    for (const { balancer, outlier, path } of loadBalancers(spec)) {
      for (const field of ["localityLbSetting", "zoneAwareLbSetting"] as const) {
        const setting = balancer[field];
        if (setting === undefined || !failsOver(setting) || outlier !== undefined) continue;
        // Of a setting that is refused as a whole, no more is said.
        if (field === "localityLbSetting" && isContradictory(setting, has)) continue;
        yield { path: [...path, field], says: "outlier detection policy must be provided for failover" };
      }
    }
  },
});
