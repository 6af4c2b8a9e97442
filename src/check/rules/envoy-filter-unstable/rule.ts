import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const envoyFilterUnstable = manifestRule<unknown>({
  code: "WE0200",
  id: "envoy-filter-unstable",
  layer: "admission",
  level: "info",
  title: "an EnvoyFilter, which is no stable interface",
  why: "it changes what istiod makes for Envoy, and both change from release to release",
  fix: "look at it again before every upgrade; prefer another kind where one does the same",
  kinds: [ENVOY_FILTER],
  *problems({ has }) {
    if (!has("admission-envoy-filter-warned")) return;
    const says =
      "EnvoyFilter exposes internal implementation details that may change at any time. Prefer other APIs if possible, and exercise extreme caution, especially around upgrades.";
    yield { path: ["kind"], says };
  },
});
