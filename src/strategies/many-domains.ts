import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/plan.ts";

/** Up to so many domains in one policy nobody notices. Source: docs/performance.md, "Many domains in one policy". */
const FINE = 1000;

/**
 * Warns of policies with more domains than sidecars and istiod bear well. It makes no difference which strategy carries them, as long as
 * sidecars know the names; a waypoint was not measured.
 */
export function manyDomainsNotes({ policies }: Plan): Diagnostic[] {
  return policies
    .filter(({ strategy, domains }) => strategy !== "waypoint" && domains.length > FINE)
    .map(({ name, domains, at }) => ({
      severity: "warning",
      code: "many-domains",
      what: `policy "${name}" has ${domains.length} domains: more than ${FINE} make every change in the mesh slow`,
      why: "each sidecar of the policy's namespaces holds some 30 kB for each domain, and istiod's work for each of these sidecars grows with the square of their number",
      fix: "write fewer and broader wildcards, or part the domains among namespaces, a policy for each",
      at,
    }));
}
