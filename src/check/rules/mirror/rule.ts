import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const mirror = manifestRule<VirtualServiceSpec>({
  code: "WE0148",
  id: "mirror",
  layer: "admission",
  level: "error",
  title: "a mirrored share that is none",
  why: "a percentage is from 0 to 100",
  fix: "write a percentage from 0 to 100",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    for (const { value: route, path } of httpRoutes(spec)) {
      const old = route.mirrorPercent ?? route.mirror_percent ?? 0;
      if (old > 100) {
        const field = route.mirrorPercent === undefined ? "mirror_percent" : "mirrorPercent";
        yield { path: [...path, field], says: `mirror_percent must have a max value of 100 (it has ${old})` };
      }
      const share = route.mirrorPercentage?.value ?? 0;
      if (share >= 0 || has("admission-mirror-negative")) {
        yield* shareProblems("mirror_percentage", share, [...path, "mirrorPercentage"]);
      }
      for (const [index, { percentage }] of entriesOf(route.mirrors)) {
        yield* shareProblems("mirror percentage", percentage?.value, [...path, "mirrors", index, "percentage"]);
      }
    }
  },
});

function* shareProblems(name: string, value: number | undefined, path: Path): Generator<Problem> {
  const bound = (value ?? 0) > 100 ? "max value of 100" : (value ?? 0) < 0 ? "min value of 0" : undefined;
  if (bound === undefined) return;
  yield { path: [...path, "value"], says: `${name} must have a ${bound} (it has ${value?.toFixed(6)})` };
}
