import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { onceForPlan } from "../plan/once-for-plan.ts";
import type { Plan, Policy } from "../plan/plan.ts";
import { gatewayApiObstacles } from "./gateway-api.ts";

/** What stands against any way through an egress gateway, whatever is behind it. */
export function gatewayObstacles(policy: Policy, plan: Plan): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (plan.target.dataPlane === "ambient") {
    found.push({
      severity: "error",
      code: "needs-sidecar",
      what: `policy "${policy.name}": an Istio egress gateway is reached through sidecars, and the data plane is ambient`,
      why: "ztunnel does not read VirtualServices, so nothing would send the connection to the gateway",
      fix: "use --strategy waypoint, the egress gateway of ambient mode",
      at: policy.at,
    });
  }
  if (policy.exportTo.some((scope) => scope !== ".")) {
    found.push({
      severity: "error",
      code: "export-through-gateway",
      what: `policy "${policy.name}" goes through a gateway and is exported to ${policy.exportTo.join(", ")}`,
      why: "another namespace would see the route and not the DestinationRule that it needs, which a sidecar reads from its own namespace only",
      fix: "name the namespaces with --from, which gives each a client side of its own",
      at: policy.at,
    });
  }
  if (!policy.mtls) found.push(...withoutMutualTls(policy, plan));
  if (plan.gateway.api === "gateway-api") found.push(...gatewayApiObstacles(policy, plan));
  return found;
}

function withoutMutualTls(policy: Policy, plan: Plan): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const protocol of ["tls", "http"] as const) {
    const ports = policy.ports.filter((port) => port.protocol === protocol);
    if (ports.length > 1) {
      found.push({
        severity: "error",
        code: "ports-need-mtls",
        what: `policy "${policy.name}" has ${ports.length} ${protocol} ports and no mTLS to the gateway`,
        why: `the gateway sees only the name, which is the same for ${ports.map(({ number }) => number).join(" and ")}: it could not tell them apart`,
        fix: "use --mtls, which gives each port an outer SNI of its own, or a policy and a gateway for each port",
        at: ports[1]?.at ?? policy.at,
      });
    }
  }
  const http = policy.ports.find(({ protocol }) => protocol === "http");
  if (http !== undefined && plan.gateway.port === plan.gateway.httpPort) {
    found.push({
      severity: "error",
      code: "gateway-port-collision",
      what: `policy "${policy.name}" brings plain HTTP to port ${plan.gateway.httpPort} of the gateway, which is its port for TLS`,
      why: "a gateway's listener speaks one of the two",
      fix: "choose another --gateway-port, for example 443, or use --mtls",
      at: http.at,
    });
  }
  if (policy.callers.length > 0) {
    found.push({
      severity: "error",
      code: "callers-need-mtls",
      what: `policy "${policy.name}" names who may use it and has no mTLS to the gateway`,
      why: "without a client certificate the gateway cannot know who calls",
      fix: "use --mtls, or leave --from out",
      at: policy.at,
    });
  }
  const guarded = firstGuarded(plan);
  if (policy.callers.length === 0 && guarded !== undefined) {
    found.push({
      severity: "error",
      code: "mixed-gateway",
      what: `policy "${policy.name}" has no mTLS and shares the gateway with "${guarded.name}", which names its callers`,
      why: "an ALLOW policy at the gateway closes it to connections without a certificate until their SNI is allowed, and then anybody gets in",
      fix: "use --mtls for both, or generate them for two gateways (--gateway)",
      at: policy.at,
    });
  }
  return found;
}

/** A policy that names its callers at the gateway. */
const firstGuarded = onceForPlan(({ policies }) =>
  policies.find(({ callers, strategy }) => callers.length > 0 && strategy !== "waypoint"),
);
