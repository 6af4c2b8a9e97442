import type { Capability } from "../../../istio/capability.ts";
import { AUTHORIZATION_POLICY, TELEMETRY } from "../../admission/kinds.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const targetRefs = manifestRule<Targeting>({
  code: "WE0104",
  id: "target-refs",
  layer: "admission",
  level: "error",
  title: "a target that istiod refuses",
  why: "a policy is attached to a Service, a ServiceEntry, a Gateway of the Gateway API or a GatewayClass, of its own namespace; either to targets or to selected workloads",
  fix: "name one such target in the namespace of the policy, or use a selector",
  kinds: [AUTHORIZATION_POLICY, TELEMETRY],
  *problems({ spec, has }) {
    const refs: [Path, TargetRef][] = (spec.targetRefs ?? []).map((ref, index) => [["spec", "targetRefs", index], ref]);
    if (spec.targetRef !== undefined) refs.unshift([["spec", "targetRef"], spec.targetRef]);
    const set = [spec.selector !== undefined, spec.targetRef !== undefined, (spec.targetRefs ?? []).length > 0];
    if (set.filter(Boolean).length > 1) {
      yield { path: ["spec"], says: "only one of targetRefs or workloadSelector can be set" };
    }
    const unknown = LATER.filter(({ capability }) => !has(capability)).map(({ kind }) => kind);
    for (const [path, ref] of refs) yield* refProblems(ref, path, unknown);
  },
});

interface TargetRef {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}
interface Targeting {
  readonly selector?: unknown;
  readonly targetRef?: TargetRef;
  readonly targetRefs?: readonly TargetRef[];
}

const ALLOWED = [
  "/Service",
  "core/Service",
  "networking.istio.io/ServiceEntry",
  "gateway.networking.k8s.io/Gateway",
  "gateway.networking.k8s.io/GatewayClass",
];
/** As Go prints its list. */
const ALLOWED_TEXT =
  "[core/v1/Service networking.istio.io/v1/ServiceEntry gateway.networking.k8s.io/v1/Gateway gateway.networking.k8s.io/v1/GatewayClass]";

/** Kinds that became targets when policies had them already. */
const LATER: readonly { readonly kind: string; readonly capability: Capability }[] = [
  { kind: "Service", capability: "admission-service-target" },
  { kind: "ServiceEntry", capability: "authorization-service-entry-target" },
];

function* refProblems(
  { group = "", kind, name, namespace = "" }: TargetRef,
  path: Path,
  unknown: readonly string[],
): Generator<Problem> {
  if (name === "") yield { path: [...path, "name"], says: "targetRef name must be set" };
  if (namespace !== "") {
    const says = "targetRef namespace must not be set; cross namespace referencing is not supported";
    yield { path: [...path, "namespace"], says };
  }
  if (ALLOWED.includes(`${group}/${kind}`) && !unknown.includes(kind)) return;
  yield { path, says: `targetRef must be to one of ${ALLOWED_TEXT} but was ${group}/${kind}` };
}
