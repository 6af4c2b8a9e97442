import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { patchFaults } from "../../admission/patch-value.ts";
import { manifestRule } from "../../rule.ts";

export const envoyTypeUnknown = manifestRule<EnvoyFilterSpec>({
  code: "WE0204",
  id: "envoy-type-unknown",
  layer: "admission",
  level: "error",
  title: "a type in @type that the release does not know",
  why: "istiod knows the types of its own release's Envoy, and refuses the whole EnvoyFilter where one is not among them",
  fix: "name a type that the release has; a newer one can be handed on in a TypedStruct",
  kinds: [ENVOY_FILTER],
  problems: (subject) => patchFaults(subject).filter(({ kind }) => kind === "type"),
});
