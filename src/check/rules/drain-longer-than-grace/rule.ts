import type { FieldRef } from "../../../model/world/config-object.ts";
import { directivesNamed } from "../../mesh/conf-text.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { type GatewayPodSpec, gatewayPodSpecs } from "../../mesh/pod-specs.ts";
import { refTo } from "../../mesh/refs.ts";

/** Kubernetes' own, where the pod names none. */
const USUAL_GRACE = 30;

export const drainLongerThanGrace: MeshRule = {
  code: "WE0416",
  id: "drain-longer-than-grace",
  layer: "security",
  level: "warning",
  title: "a gateway that drains longer than it is given",
  why: "after terminationGracePeriodSeconds (30 unless it is set) Kubernetes kills the pod, with all connections that are still open",
  fix: "set terminationGracePeriodSeconds longer than the drain, with some seconds of room",
  kinds: ["apps/Deployment", "/Pod", "/ConfigMap"],
  *meshProblems(mesh) {
    for (const pods of gatewayPodSpecs(mesh)) {
      const { object, spec, path } = pods;
      const grace = spec.terminationGracePeriodSeconds ?? USUAL_GRACE;
      for (const { seconds, ref, what } of drains(pods)) {
        if (seconds === undefined || seconds <= grace) continue;
        yield {
          at: ref,
          says: `${what} is ${seconds} s, and the pod is killed after ${grace} s`,
          related: [
            { ref: refTo(object, ...path, "terminationGracePeriodSeconds"), words: "the time that the pod is given" },
          ],
        };
      }
    }
  },
};

function* drains({
  object,
  spec,
  path,
  annotations,
  confs,
}: GatewayPodSpec): Generator<{ seconds: number | undefined; ref: FieldRef; what: string }> {
  const config = annotations["proxy.istio.io/config"] ?? "";
  const drain = /^\s*"?terminationDrainDuration"?:\s*"?([\w.]+)"?/m.exec(config)?.[1];
  const place = [...path.slice(0, -1), "metadata", "annotations", "proxy.istio.io/config"];
  if (drain !== undefined)
    yield { seconds: secondsOf(drain), ref: refTo(object, ...place), what: "terminationDrainDuration" };
  for (const [index, { env = [] }] of (spec.containers ?? []).entries()) {
    for (const [at, { name, value }] of env.entries()) {
      if (name !== "TERMINATION_DRAIN_DURATION_SECONDS") continue;
      yield {
        seconds: Number(value),
        ref: refTo(object, ...path, "containers", index, "env", at, "value"),
        what: name,
      };
    }
  }
  for (const { directives, at } of confs) {
    for (const directive of directivesNamed(directives, "worker_shutdown_timeout"))
      yield { seconds: secondsOf(String(directive.args[0])), ref: at(directive), what: "worker_shutdown_timeout" };
  }
}

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, ms: 0.001 };

/** `45s`, `2m`, `90`. */
function secondsOf(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}
