import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const mirrorPercentDeprecated = manifestRule<VirtualServiceSpec>({
  code: "WE0149",
  id: "mirror-percent-deprecated",
  layer: "admission",
  level: "warning",
  title: "mirrorPercent, which mirrorPercentage has replaced",
  why: "the old field may go",
  fix: "write mirrorPercentage with a value",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const { value: route, path } of httpRoutes(spec)) {
      for (const field of ["mirrorPercent", "mirror_percent"] as const) {
        if (route[field] === undefined) continue;
        const says = 'using deprecated setting "mirrorPercent", use "mirrorPercentage" instead';
        yield { path: [...path, field], part: "key", says };
      }
    }
  },
});
