import type { TelemetrySpec } from "../../../resources/types/telemetry.generated.ts";
import { TELEMETRY } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const telemetryTracing = manifestRule<TelemetrySpec>({
  code: "WE0226",
  id: "telemetry-tracing",
  layer: "admission",
  level: "error",
  title: "tracing that istiod refuses",
  why: "a share of requests is from 0 to 100, and a tag has a name and a value",
  fix: "write a percentage from 0 to 100, and a value for every tag",
  kinds: [TELEMETRY],
  *problems({ spec }) {
    for (const [index, { randomSamplingPercentage: share = 0, customTags = {} }] of entriesOf(spec.tracing)) {
      const path = ["spec", "tracing", index];
      if (share < 0 || share > 100) {
        const says = "randomSamplingPercentage must be in range [0.0, 100.0]";
        yield { path: [...path, "randomSamplingPercentage"], says };
      }
      for (const [name, { literal, header, environment }] of Object.entries(customTags)) {
        const at = [...path, "customTags", name];
        if (name === "") yield { path: at, says: "tag name may not be empty" };
        if (literal?.value === "") yield { path: at, says: "literal tag value may not be empty" };
        if (header?.name === "") yield { path: at, says: "header tag name may not be empty" };
        if (environment?.name === "") yield { path: at, says: "environment tag name may not be empty" };
      }
    }
  },
});
