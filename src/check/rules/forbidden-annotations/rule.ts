import type { AuthorizationPolicySpec } from "../../../resources/types/authorization-policy.generated.ts";
import { AUTHORIZATION_POLICY, ISTIO_KINDS } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const forbiddenAnnotations = manifestRule({
  code: "WE0100",
  id: "forbidden-annotations",
  layer: "admission",
  level: "error",
  title: "an annotation that this kind cannot have",
  why: "istiod refuses it: istio.io/dry-run is for AuthorizationPolicies with ALLOW or DENY, and the internal.istio.io annotations are its own",
  fix: "take the annotation out",
  kinds: ISTIO_KINDS,
  *problems({ kind, name, namespace, annotations, spec, has }) {
    for (const { annotation, says, capability } of FORBIDDEN) {
      if (annotation in annotations && has(capability))
        yield { path: [...PATH, annotation], part: "key", says: `"${annotation}" ${says}` };
    }
    const dryRun = annotations[DRY_RUN];
    if (dryRun === undefined || !has("admission-dry-run")) return;
    const says = dryRunProblem(`${namespace}/${name}`, dryRun, spec, kind);
    if (says !== undefined) yield { path: [...PATH, DRY_RUN], says };
  },
});

const PATH = ["metadata", "annotations"];
const DRY_RUN = "istio.io/dry-run";
const OF_ISTIOD = {
  says: "annotation found, this may not be set by users",
  capability: "admission-parent-annotations",
} as const;
const FORBIDDEN = [
  {
    annotation: "internal.istio.io/webhook-always-reject",
    says: "annotation found, rejecting",
    capability: "admission-reject-annotation",
  },
  { annotation: "internal.istio.io/parents", ...OF_ISTIOD },
  { annotation: "internal.istio.io/parent-namespace", ...OF_ISTIOD },
] as const;

/** The annotation fits no kind but AuthorizationPolicy. */
function dryRunProblem(resource: string, value: string, spec: unknown, kind: string): string | undefined {
  if (kind !== AUTHORIZATION_POLICY)
    return `${resource} has unsupported annotation ${DRY_RUN}, please remove the annotation`;
  const { action = "ALLOW" } = spec as AuthorizationPolicySpec;
  if (action !== "ALLOW" && action !== "DENY") {
    return `the annotation ${DRY_RUN} currently only supports action ALLOW/DENY, found action ${action} in ${resource}`;
  }
  if (/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)) return undefined;
  return `${resource} has annotation ${DRY_RUN} with invalid value (${value})`;
}
