import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { describeAvailability } from "../../istio/capability.ts";
import type { Plan, Policy } from "../../plan/plan.ts";

/** What `direct` does not protect from, and what would. */
export function directNotes(policy: Policy, plan: Plan): Diagnostic[] {
  if (policy.domains.every(({ wildcard }) => !wildcard)) return [];
  const better = plan.target.releaseKnown
    ? "a gateway (--strategy sni-proxy) has the proxy choose the address"
    : `name your release with --istio (${describeAvailability("dynamic-dns-sidecar")}: the sidecar resolves the name itself), or ask for a gateway (--strategy sni-proxy)`;
  return [
    {
      severity: "warning",
      code: "direct-address",
      what: `policy "${policy.name}": direct checks the name only; a client that sends an allowed SNI to any other address gets there`,
      fix: better,
      at: policy.at,
    },
  ];
}
