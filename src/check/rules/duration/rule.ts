import { durationProblem, durationSyntaxProblem } from "../../admission/durations.ts";
import { durationsIn } from "../../admission/durations-in.ts";
import { DESTINATION_RULE, SIDECAR, TELEMETRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { problemAt } from "../../admission/problem.ts";
import type { Path } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

/** Durations of TCP that were only read, once. */
function isOfTcp(path: Path): boolean {
  return path.includes("tcpKeepalive") || (path.at(-1) === "idleTimeout" && path.at(-2) === "tcp");
}

export const duration = manifestRule({
  code: "WE0106",
  id: "duration",
  layer: "admission",
  level: "error",
  title: "a duration that istiod does not take",
  why: "a duration is written as Go does, 1h30m or 1.5s; none is shorter than a millisecond or finer than one",
  fix: "write it as in 500ms, 10s or 1h30m",
  kinds: [VIRTUAL_SERVICE, DESTINATION_RULE, SIDECAR, TELEMETRY],
  *problems({ spec, kind, has }) {
    for (const [path, text, syntaxOnly] of durationsIn(spec, kind)) {
      const read = syntaxOnly || (isOfTcp(path) && !has("admission-tcp-durations"));
      yield* problemAt(path, read ? durationSyntaxProblem(text) : durationProblem(text));
    }
  },
});
