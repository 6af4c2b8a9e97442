import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { allPolicies } from "../../admission/traffic-policies.ts";
import { manifestRule } from "../../rule.ts";

export const outlierDetection = manifestRule<DestinationRuleSpec>({
  code: "WE0173",
  id: "outlier-detection",
  layer: "admission",
  level: "error",
  title: "an outlier detection that istiod refuses",
  why: "percentages are from 0 to 100, and failures of local origin are counted apart only when they are split off",
  fix: "set splitExternalLocalOriginErrors, and percentages from 0 to 100",
  kinds: [DESTINATION_RULE],
  *problems({ spec }) {
    for (const { policy, path } of allPolicies(spec)) {
      const outlier = policy.outlierDetection;
      if (outlier === undefined) continue;
      const at = [...path, "outlierDetection"];
      if (outlier.splitExternalLocalOriginErrors !== true && (outlier.consecutiveLocalOriginFailures ?? 0) > 0) {
        const says =
          "outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false";
        yield { path: [...at, "consecutiveLocalOriginFailures"], says };
      }
      for (const field of ["maxEjectionPercent", "minHealthPercent"] as const) {
        const percent = outlier[field] ?? 0;
        if (percent < 0 || percent > 100)
          yield { path: [...at, field], says: `percentage ${percent} is not in range 0..100` };
      }
    }
  },
});
