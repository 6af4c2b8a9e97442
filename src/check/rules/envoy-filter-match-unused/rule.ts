import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { checkedPatches, matchWarnings } from "../../admission/envoy-patches.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const envoyFilterMatchUnused = manifestRule<EnvoyFilterSpec>({
  code: "WE0202",
  id: "envoy-filter-match-unused",
  layer: "admission",
  level: "warning",
  title: "a match that does not count, or that speaks of a filter by its old name",
  why: "Envoy names its filters envoy.filters.…; a filter chain is not matched by the filters in it",
  fix: "use the name in the message, or take the match out",
  kinds: [ENVOY_FILTER],
  *problems({ spec, has }) {
    if (has("admission-envoy-match-warned")) yield* matchWarnings(spec, has("admission-envoy-match-effect-warned"));
    if (!has("admission-long-proxy-version-warned")) return;
    for (const { patch, path } of checkedPatches(spec)) {
      if ((patch.match?.proxy?.proxyVersion ?? "").length <= 1024) continue;
      const says = "Envoy filter: proxyVersion match exceeds 1024 characters and will be ignored";
      yield { path: [...path, "match", "proxy", "proxyVersion"], says };
    }
  },
});
