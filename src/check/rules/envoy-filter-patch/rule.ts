import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { matchProblems, missingPart, patchesSeen } from "../../admission/envoy-patches.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const envoyFilterPatch = manifestRule<EnvoyFilterSpec>({
  code: "WE0201",
  id: "envoy-filter-patch",
  layer: "admission",
  level: "error",
  title: "a patch that istiod refuses",
  why: "a patch says what it applies to, what it does, and with what; what it matches must be of the same kind",
  fix: "complete the patch: applyTo, patch.operation, patch.value, and a match that fits applyTo",
  kinds: [ENVOY_FILTER],
  *problems({ spec }) {
    for (const at of patchesSeen(spec)) {
      const missing = missingPart(at);
      if (missing !== undefined) yield { path: at.path, says: `Envoy filter: ${missing}` };
      else for (const problem of matchProblems(at)) yield { ...problem, says: `Envoy filter: ${problem.says}` };
    }
  },
});
