import { gatewayHost, type Plan, type Policy, type PolicyPort } from "../plan/plan.ts";

/** The way from the workload to the gateway in words, for `--dry-run`. */
export function gatewayLeg({ number, protocol, unit }: PolicyPort, policy: Policy, plan: Plan): string {
  const unread = protocol === "tls" ? "TLS as it is" : "plain HTTP";
  return `workload :${number} → sidecar → ${gatewayHost(plan)} (${policy.mtls ? `mTLS, outer SNI ${unit.outerSni}` : unread})`;
}
