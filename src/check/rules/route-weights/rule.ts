import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const routeWeights = manifestRule<VirtualServiceSpec>({
  code: "WE0140",
  id: "route-weights",
  layer: "admission",
  level: "error",
  title: "weights that share nothing out",
  why: "of several destinations with weight 0 none would ever be chosen, and a weight cannot be negative",
  fix: "give the destinations weights that add up to more than 0",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const field of ["http", "tls", "tcp"] as const) {
      for (const [index, rule] of entriesOf(spec[field])) {
        const route: readonly { weight?: number }[] = rule.route ?? [];
        const path = ["spec", field, index, "route"];
        for (const [number, { weight = 0 }] of route.entries()) {
          if (weight < 0) yield { path: [...path, number, "weight"], says: `weight ${weight} < 0` };
        }
        const total = route.reduce((sum, { weight = 0 }) => sum + weight, 0);
        if (route.length > 1 && total === 0) yield { path, says: "total destination weight = 0" };
      }
    }
  },
});
