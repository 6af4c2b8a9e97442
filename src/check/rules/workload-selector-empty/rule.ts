import { ENVOY_FILTER, SELECTING_KINDS, SERVICE_ENTRY, SIDECAR } from "../../admission/kinds.ts";
import { selectorOf } from "../../admission/selectors.ts";
import { manifestRule } from "../../rule.ts";

export const workloadSelectorEmpty = manifestRule({
  code: "WE0103",
  id: "workload-selector-empty",
  layer: "admission",
  level: "warning",
  title: "a selector that selects by nothing",
  why: "without labels it takes all workloads of the namespace, which is what leaving it out says; mostly a label was forgotten",
  fix: "name labels, or leave the selector out",
  kinds: SELECTING_KINDS,
  *problems({ spec, kind, has }) {
    const selector = selectorOf(spec);
    if (selector === undefined || Object.keys(selector.labels).length > 0) return;
    const prefix = PREFIXES[kind];
    if (prefix === undefined) {
      if (!has("admission-policy-selector-warned")) return;
      yield { path: selector.selector, says: "workload selector specified without labels" };
    } else if (has("admission-empty-selector-warned")) {
      const says = `${prefix}: workload selector specified without labels, will be applied to all services in namespace`;
      yield { path: selector.selector, says };
    }
  },
});

/** Kinds whose selector is older, and is warned of in other words. */
const PREFIXES: Readonly<Record<string, string>> = {
  [SERVICE_ENTRY]: "service entry",
  [SIDECAR]: "sidecar",
  [ENVOY_FILTER]: "Envoy filter",
};
