import { describeAvailability } from "../../../istio/capability.ts";
import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { OLD_NAMES } from "../../admission/envoy-patches.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const oldFilterName = manifestRule<EnvoyFilterSpec>({
  code: "WE0501",
  id: "old-filter-name",
  layer: "upgrade",
  level: "error",
  title: "a patch for a filter by a name that nothing has any more",
  why: "until 1.18 istiod took the old names for the new ones. Since 1.19 it compares them as they stand: the patch matches nothing and is not applied, and nothing says so",
  fix: "write the new name",
  kinds: [ENVOY_FILTER],
  *problems({ spec, has }) {
    if (has("old-filter-names")) return;
    for (const [index, { match }] of (spec.configPatches ?? []).entries()) {
      const filter = match?.listener?.filterChain?.filter;
      const path = ["spec", "configPatches", index, "match", "listener", "filterChain", "filter"];
      for (const [name, place] of [
        [filter?.name, [...path, "name"]],
        [filter?.subFilter?.name, [...path, "subFilter", "name"]],
      ] as const) {
        const better = OLD_NAMES.get(name ?? "");
        if (better === undefined) continue;
        yield {
          path: place,
          says: `${name} is matched in Istio ${describeAvailability("old-filter-names")}`,
          fix: `write ${better}`,
        };
      }
    }
  },
});
