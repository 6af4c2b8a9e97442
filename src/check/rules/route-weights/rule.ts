import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const routeWeights = manifestRule<VirtualServiceSpec>({
  code: "WE0140",
  id: "route-weights",
  layer: "admission",
  level: "error",
  title: "weights that share nothing out",
  why: "of several destinations with weight 0 none would ever be chosen, and a weight cannot be negative",
  fix: "give the destinations weights that add up to more than 0, and to 100 where the release asks for it",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    const problems = has("admission-any-weights") ? weightProblems : oldWeightProblems;
    for (const field of ["http", "tls", "tcp"] as const) {
      for (const [index, rule] of entriesOf(spec[field])) {
        yield* problems(rule.route ?? [], ["spec", field, index, "route"]);
      }
    }
  },
});

type Route = readonly { readonly weight?: number }[];

function* weightProblems(route: Route, path: Path): Generator<Problem> {
  for (const [index, { weight = 0 }] of route.entries()) {
    if (weight < 0) yield { path: [...path, index, "weight"], says: `weight ${weight} < 0` };
  }
  if (route.length > 1 && totalOf(route) === 0) yield { path, says: "total destination weight = 0" };
}

/** When weights were shares of a hundred. */
function* oldWeightProblems(route: Route, path: Path): Generator<Problem> {
  for (const [index, { weight = 0 }] of route.entries()) {
    if (weight >= 0 && weight <= 100) continue;
    yield { path: [...path, index, "weight"], says: `percentage ${weight} is not in range 0..100` };
  }
  const total = totalOf(route);
  if (route.length > 1 && total !== 100) yield { path, says: `total destination weight ${total} != 100` };
}

function totalOf(route: Route): number {
  return route.reduce((sum, { weight = 0 }) => sum + weight, 0);
}
