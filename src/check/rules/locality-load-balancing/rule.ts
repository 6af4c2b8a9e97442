import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { localityProblems, zoneProblems } from "../../admission/localities.ts";
import { loadBalancers } from "../../admission/traffic-policies.ts";
import { manifestRule } from "../../rule.ts";

export const localityLoadBalancing = manifestRule<DestinationRuleSpec>({
  code: "WE0177",
  id: "locality-load-balancing",
  layer: "admission",
  level: "error",
  title: "load balancing by place that istiod refuses",
  why: "shares of a place add up to 100, places do not overlap, and failing over goes from one region to another",
  fix: "write places as region/zone/subzone, shares that add up to 100, and different regions",
  kinds: [DESTINATION_RULE],
  *problems({ spec, has }) {
    for (const { balancer, path } of loadBalancers(spec)) {
      const { localityLbSetting, zoneAwareLbSetting } = balancer;
      if (localityLbSetting !== undefined) {
        yield* localityProblems(localityLbSetting, [...path, "localityLbSetting"], has);
      }
      if (zoneAwareLbSetting !== undefined) yield* zoneProblems(zoneAwareLbSetting, [...path, "zoneAwareLbSetting"]);
    }
  },
});
