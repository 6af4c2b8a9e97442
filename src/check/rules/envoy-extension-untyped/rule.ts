import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { patchFaults } from "../../admission/patch-value.ts";
import { manifestRule } from "../../rule.ts";

export const envoyExtensionUntyped = manifestRule<EnvoyFilterSpec>({
  code: "WE0206",
  id: "envoy-extension-untyped",
  layer: "admission",
  level: "warning",
  title: "an extension that is named and has no typed_config",
  why: "Envoy finds extensions by the type of their configuration: one that has a name alone, it does not find",
  fix: "add typed_config, with the extension's type in @type",
  kinds: [ENVOY_FILTER],
  problems: (subject) => patchFaults(subject).filter(({ kind }) => kind === "untyped"),
});
