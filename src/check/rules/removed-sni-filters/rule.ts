import { describeAvailability } from "../../../istio/capability.ts";
import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { membersOf } from "../../mesh/json-walk.ts";
import { manifestRule, type Problem } from "../../rule.ts";

const GONE = /(?:^|[./])(?:forward_downstream_sni|sni_verifier|tcp_cluster_rewrite)(?:$|\.)/;

export const removedSniFilters = manifestRule<EnvoyFilterSpec>({
  code: "WE0500",
  id: "removed-sni-filters",
  layer: "upgrade",
  level: "error",
  title: "a filter that Istio's proxy has no longer",
  why: "the old recipe for an SNI proxy behind mutual TLS adds forward_downstream_sni and sni_verifier. Since 1.20 Envoy does not know them: it refuses every listener with them, and keeps what it had",
  fix: "take the EnvoyFilter out: with ISTIO_MUTUAL at the gateway and a tcp route to the SNI proxy it is not needed; wildegress gen --strategy sni-proxy writes that",
  kinds: [ENVOY_FILTER],
  *problems({ spec, has }) {
    if (has("istio-sni-filters")) return;
    for (const [index, { patch }] of (spec.configPatches ?? []).entries()) {
      const found: Problem[] = [];
      for (const { key, value, path } of membersOf(patch?.value, ["spec", "configPatches", index, "patch", "value"])) {
        if (key !== "name" && key !== "@type") continue;
        if (typeof value !== "string" || !GONE.test(value)) continue;
        found.push({ path, says: `${value} was in Istio ${describeAvailability("istio-sni-filters")}` });
      }
      yield* found.slice(0, 1);
    }
  },
});
