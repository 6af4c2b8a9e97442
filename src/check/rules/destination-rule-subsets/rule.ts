import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { subsetNameProblem } from "../../admission/destinations.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { entriesOf, problemAt } from "../../admission/problem.ts";
import type { Path } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const destinationRuleSubsets = manifestRule<DestinationRuleSpec>({
  code: "WE0171",
  id: "destination-rule-subsets",
  layer: "admission",
  level: "error",
  title: "subsets that cannot be told apart or named",
  why: "routes refer to a subset by its name, which becomes part of an SNI",
  fix: "give every subset a name of its own of letters, digits and dashes",
  kinds: [DESTINATION_RULE],
  *problems({ spec, has }) {
    const names = new Map<string, Path>();
    for (const [index, { name }] of entriesOf(spec.subsets)) {
      const path = ["spec", "subsets", index, "name"];
      const first = names.get(name);
      if (first === undefined) names.set(name, path);
      else if (has("admission-subset-names-unique")) {
        yield { path, says: `duplicate subset names: ${name}`, related: [{ path: first, words: "the first of them" }] };
      }
      yield* problemAt(path, subsetNameProblem(name));
    }
  },
});
