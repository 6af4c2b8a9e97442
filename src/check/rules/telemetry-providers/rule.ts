import type { TelemetryProviders, TelemetrySpec } from "../../../resources/types/telemetry.generated.ts";
import { TELEMETRY } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const telemetryProviders = manifestRule<TelemetrySpec>({
  code: "WE0225",
  id: "telemetry-providers",
  layer: "admission",
  level: "error",
  title: "a provider without a name",
  why: "providers are named in the mesh configuration",
  fix: "name the provider",
  kinds: [TELEMETRY],
  *problems({ spec }) {
    for (const field of ["accessLogging", "metrics", "tracing"] as const) {
      for (const [index, { providers }] of entriesOf<{ providers?: readonly TelemetryProviders[] }>(spec[field])) {
        const number = (providers ?? []).findIndex(({ name }) => name === "");
        if (number < 0) continue;
        yield { path: ["spec", field, index, "providers", number, "name"], says: "providers.name may not be empty" };
      }
    }
  },
});
