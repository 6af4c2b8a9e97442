import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import { patchFaults } from "../../admission/patch-value.ts";
import { manifestRule } from "../../rule.ts";

export const envoyChoiceTwice = manifestRule<EnvoyFilterSpec>({
  code: "WE0333",
  id: "envoy-choice-twice",
  layer: "conflicts",
  level: "warning",
  title: "two fields of which Envoy takes one",
  why: "istiod keeps the last of them in the order of Envoy's type, and drops the other without a word",
  fix: "keep one of them",
  kinds: [ENVOY_FILTER],
  problems: (subject) => patchFaults(subject).filter(({ kind }) => kind === "choice"),
});
