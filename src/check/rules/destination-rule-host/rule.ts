import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { wildcardNameProblem } from "../../admission/names.ts";
import { problemAt } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const destinationRuleHost = manifestRule<DestinationRuleSpec>({
  code: "WE0170",
  id: "destination-rule-host",
  layer: "admission",
  level: "error",
  title: "a host that no service can have",
  why: "the host says which service the rule is for",
  fix: "name the host of a Service or a ServiceEntry, or a wildcard on it",
  kinds: [DESTINATION_RULE],
  *problems({ spec }) {
    yield* problemAt(["spec", "host"], wildcardNameProblem(spec.host));
  },
});
