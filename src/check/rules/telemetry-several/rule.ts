import type { TelemetrySpec } from "../../../resources/types/telemetry.generated.ts";
import { TELEMETRY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const telemetrySeveral = manifestRule<TelemetrySpec>({
  code: "WE0227",
  id: "telemetry-several",
  layer: "admission",
  level: "warning",
  title: "several tracing settings or providers, of which one counts",
  why: "Istio traces to one provider",
  fix: "keep one",
  kinds: [TELEMETRY],
  *problems({ spec: { tracing = [] } }) {
    if (tracing.length > 1) yield { path: ["spec", "tracing"], says: "multiple tracing is not currently supported" };
    for (const [index, { providers = [] }] of tracing.entries()) {
      if (providers.length < 2) continue;
      yield { path: ["spec", "tracing", index, "providers"], says: "multiple providers is not currently supported" };
    }
  },
});
