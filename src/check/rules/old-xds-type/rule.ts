import { describeAvailability } from "../../../istio/capability.ts";
import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { membersOf } from "../../mesh/json-walk.ts";
import { manifestRule } from "../../rule.ts";

/** Packages of xDS v2: those of v3 have v3 in them. */
const OLD = /\/envoy\.(?:config\.filter\.|api\.v2\.|config\.[\w.]+\.v2(?:alpha\d?)?\.)/;

export const oldXdsType = manifestRule<EnvoyFilterSpec>({
  code: "WE0502",
  id: "old-xds-type",
  layer: "upgrade",
  level: "error",
  title: "a type of Envoy's old API",
  why: "Envoy has dropped version 2 of its API. Since 1.19 istiod refuses a patch with such a type, and one that is in the cluster already does nothing",
  fix: "write the type of version 3: envoy.extensions.filters.….v3.…",
  kinds: [ENVOY_FILTER],
  *problems({ spec, has }) {
    if (has("old-filter-names")) return;
    for (const [index, { patch }] of (spec.configPatches ?? []).entries()) {
      for (const { key, value, path } of membersOf(patch?.value, ["spec", "configPatches", index, "patch", "value"])) {
        if ((key !== "@type" && key !== "type_url") || typeof value !== "string" || !OLD.test(value)) continue;
        yield { path, says: `${value} is taken in Istio ${describeAvailability("old-filter-names")}` };
      }
    }
  },
});
