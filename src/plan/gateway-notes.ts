import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan, Policy } from "./plan.ts";

/** What is to be said about the egress gateway of a plan before it is used. */
export function gatewayNotes(plan: Plan): Diagnostic[] {
  const policies = plan.policies.filter(({ strategy }) => strategy === "sni-proxy" || strategy === "single-host");
  if (policies.length === 0) return [];
  return [...assumedToBeThere(plan), ...closedToOthers(policies, plan)];
}

/** A gateway that is only assumed to be there is said, with the way to see whether it is. */
function assumedToBeThere(plan: Plan): Diagnostic[] {
  const { gateway } = plan;
  if (!gateway.assumed) return [];
  const installer = plan.target.has("gateway-injection") ? "manifests" : "operator";
  return [
    {
      severity: "warning",
      code: "gateway-assumed",
      what: `the egress gateway ${gateway.name} in ${gateway.namespace} is taken to be there already`,
      why: "Istio's default profile installs none",
      fix: `look with: kubectl -n ${gateway.namespace} get service,pods -l ${labelsOf(plan)}; --gateway-install ${installer} brings one, --gateway names another`,
    },
  ];
}

/** The first ALLOW policy at a gateway closes it to whatever no ALLOW policy names: others' traffic stops (seen on a running mesh). */
function closedToOthers(policies: readonly Policy[], plan: Plan): Diagnostic[] {
  const { gateway } = plan;
  const guarded = policies.find(({ callers }) => callers.length > 0);
  if (guarded === undefined || gateway.install !== "none") return [];
  return [
    {
      severity: "warning",
      code: "gateway-closes",
      what: `from now on ${gateway.name} in ${gateway.namespace} refuses whatever no ALLOW policy names`,
      why: "callers are enforced by an AuthorizationPolicy, and one ALLOW policy closes the gateway to all else that goes through it",
      fix: `look who else uses it: kubectl get gateways.networking.istio.io -A; a gateway of its own (--gateway-install manifests) leaves others alone`,
      at: guarded.at,
    },
  ];
}

function labelsOf({ gateway }: Plan): string {
  return Object.entries(gateway.selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}
