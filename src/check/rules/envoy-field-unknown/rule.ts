import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { patchFaults } from "../../admission/patch-value.ts";
import { manifestRule } from "../../rule.ts";

export const envoyFieldUnknown = manifestRule<EnvoyFilterSpec>({
  code: "WE0205",
  id: "envoy-field-unknown",
  layer: "admission",
  level: "warning",
  title: "a field that Envoy's type does not have",
  why: "istiod warns, and drops the field: Envoy never sees it",
  fix: "correct the name, or leave the field out",
  kinds: [ENVOY_FILTER],
  problems: (subject) => patchFaults(subject).filter(({ kind }) => kind === "field"),
});
