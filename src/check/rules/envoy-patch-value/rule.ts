import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { patchFaults } from "../../admission/patch-value.ts";
import { manifestRule } from "../../rule.ts";

export const envoyPatchValue = manifestRule<EnvoyFilterSpec>({
  code: "WE0203",
  id: "envoy-patch-value",
  layer: "admission",
  level: "error",
  title: "a value that istiod cannot read as what Envoy takes there",
  why: "istiod reads patch.value into Envoy's own types, and refuses the whole EnvoyFilter where one value does not fit",
  fix: "write what the field takes",
  kinds: [ENVOY_FILTER],
  problems: (subject) => patchFaults(subject).filter(({ kind }) => kind === "value"),
});
