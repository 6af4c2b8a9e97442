import type { TelemetrySpec } from "../../../resources/types/telemetry.generated.ts";
import { TELEMETRY } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { syntaxError } from "../../cel/expression.ts";
import { manifestRule } from "../../rule.ts";

export const telemetryFilter = manifestRule<TelemetrySpec>({
  code: "WE0229",
  id: "telemetry-filter",
  layer: "admission",
  level: "error",
  title: "a filter that is not an expression in CEL",
  why: "Envoy evaluates the filter for each request",
  fix: "write it as in response.code >= 400",
  kinds: [TELEMETRY],
  *problems({ spec }) {
    for (const [index, { filter }] of entriesOf(spec.accessLogging)) {
      if (filter === undefined) continue;
      const problem = syntaxError(filter.expression ?? "");
      if (problem === undefined) continue;
      const path = ["spec", "accessLogging", index, "filter"];
      const at = filter.expression === undefined ? path : [...path, "expression"];
      yield { path: at, says: `must be a valid CEL expression, ${problem}` };
    }
  },
});
