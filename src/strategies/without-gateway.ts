import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan, Policy, StrategyId } from "../plan/plan.ts";

/** What stands against a strategy that leaves straight from the workload's sidecar. */
export function withoutGatewayObstacles(policy: Policy, plan: Plan, id: StrategyId): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (plan.target.dataPlane === "ambient") {
    found.push({
      severity: "error",
      code: "needs-sidecar",
      what: `policy "${policy.name}": ${id} is enforced by sidecars, and the data plane is ambient`,
      why: "ztunnel passes connections by address and reads neither SNI nor Host",
      fix: "use --strategy waypoint",
      at: policy.at,
    });
  }
  if (policy.callers.length > 0) {
    found.push({
      severity: "error",
      code: "callers-need-gateway",
      what: `policy "${policy.name}": ${id} cannot enforce who may use it`,
      why: "there is nothing on the way that sees the caller's identity: it is the caller's own sidecar that decides",
      fix: "use --strategy sni-proxy, which checks the caller's certificate at the gateway; or give the namespace with --namespace and leave --from out",
      at: policy.at,
    });
  }
  return found;
}
