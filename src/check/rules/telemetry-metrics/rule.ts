import type { TelemetrySpec } from "../../../resources/types/telemetry.generated.ts";
import { TELEMETRY } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const telemetryMetrics = manifestRule<TelemetrySpec>({
  code: "WE0228",
  id: "telemetry-metrics",
  layer: "admission",
  level: "error",
  title: "metrics that istiod refuses",
  why: "a tag that is set needs a value, and one that is removed has none",
  fix: "give UPSERT a value, and REMOVE none",
  kinds: [TELEMETRY],
  *problems({ spec }) {
    for (const [index, { overrides }] of entriesOf(spec.metrics)) {
      for (const [number, { match, tagOverrides = {} }] of entriesOf(overrides)) {
        const path = ["spec", "metrics", index, "overrides", number];
        for (const [name, { operation = "UPSERT", value = "" }] of Object.entries(tagOverrides)) {
          const at = [...path, "tagOverrides", name];
          if (operation === "UPSERT" && value === "") {
            yield { path: at, says: "tagOverrides.value must be set when operation is UPSERT" };
          } else if (operation === "REMOVE" && value !== "") {
            yield { path: at, says: "tagOverrides.value may only be set when operation is UPSERT" };
          }
        }
        if (match?.customMetric !== "") continue;
        yield { path: [...path, "match", "customMetric"], says: "customMetric may not be empty" };
      }
    }
  },
});
