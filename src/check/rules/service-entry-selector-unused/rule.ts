import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const serviceEntrySelectorUnused = manifestRule<ServiceEntrySpec>({
  code: "WE0117",
  id: "service-entry-selector-unused",
  layer: "admission",
  level: "warning",
  title: "a workloadSelector where the client chooses the address",
  why: "with resolution NONE a connection goes where the client sent it, and nothing is selected",
  fix: "leave the selector out, or write resolution: STATIC",
  kinds: [SERVICE_ENTRY],
  *problems({ spec: { workloadSelector, resolution = "NONE" }, has }) {
    if (workloadSelector === undefined || resolution !== "NONE" || !has("admission-idle-selector-warned")) return;
    yield {
      path: ["spec", "workloadSelector"],
      says: "workloadSelector should not be set when resolution mode is NONE",
    };
  },
});
