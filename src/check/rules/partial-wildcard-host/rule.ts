import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { partialWildcardProblem } from "../../admission/names.ts";
import { problemAt } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const partialWildcardHost = manifestRule<ServiceEntrySpec>({
  code: "WE0111",
  id: "partial-wildcard-host",
  layer: "admission",
  level: "warning",
  title: "a wildcard that is not a whole label",
  why: "Envoy matches no name by a part of a label: the star must stand for all that is before the first dot",
  fix: "write *.wikipedia.org, or the whole name",
  kinds: [SERVICE_ENTRY],
  *problems({ spec, has }) {
    if (spec.resolution === "DYNAMIC_DNS" || !has("admission-partial-wildcard-warned")) return;
    for (const [index, host] of spec.hosts.entries()) {
      if (host !== "*") yield* problemAt(["spec", "hosts", index], partialWildcardProblem(host));
    }
  },
});
