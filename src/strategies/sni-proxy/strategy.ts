import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { callersAtGateway } from "../../gateway-path/callers.ts";
import { clientSide } from "../../gateway-path/client-side.ts";
import { gatewayApiNotes } from "../../gateway-path/gateway-api.ts";
import { gatewayLeg } from "../../gateway-path/gateway-leg.ts";
import { gatewayObstacles } from "../../gateway-path/gateway-obstacles.ts";
import { gatewaySide } from "../../gateway-path/gateway-side.ts";
import { describeAvailability } from "../../istio/capability.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import type { Strategy, StrategyOutput } from "../strategy.ts";
import { sniProxyFilter } from "./envoy-filter.ts";
import { loopbackHop, loopbackService } from "./loopback.ts";
import { sniProxyNotes } from "./notes.ts";

export const sniProxy: Strategy = {
  id: "sni-proxy",
  summary:
    "client → egress gateway → SNI proxy beside it (Envoy itself, or nginx) → the name in the SNI, resolved by the proxy",
  needs: `an egress gateway; with Envoy Istio ${describeAvailability("envoy-sni-proxy")}, with nginx any release`,
  protection:
    "allow-listed names only, each at the address that the proxy resolves; with mTLS, by the caller's identity",
  usesGateway: true,
  obstacles,
  build,
  hops,
};

function obstacles(policy: Policy, plan: Plan): Diagnostic[] {
  const found = gatewayObstacles(policy, plan);
  if (policy.sniProxy === "envoy" && !plan.target.has("envoy-sni-proxy")) {
    found.push({
      severity: "error",
      code: "envoy-sni-proxy-missing",
      what: `policy "${policy.name}": Istio ${plan.target.release.name} cannot make Envoy an SNI proxy`,
      why: `its istiod and Envoy lack the filter; Istio ${describeAvailability("envoy-sni-proxy")} has it`,
      fix: "use --sni-proxy nginx, which works on every release",
      at: policy.at,
    });
  }
  const http = policy.ports.find(({ protocol }) => protocol === "http");
  if (policy.sniProxy === "nginx" && http !== undefined) {
    found.push({
      severity: "error",
      code: "nginx-has-no-http",
      what: `policy "${policy.name}": the nginx SNI proxy cannot pass HTTP on port ${http.number}`,
      why: "it reads the name from the TLS ClientHello, and plain HTTP has none",
      fix: plan.target.has("envoy-sni-proxy")
        ? "use --sni-proxy envoy for this policy"
        : "use --strategy single-host or direct for HTTP",
      at: http.at,
    });
  }
  return found;
}

function build(policy: Policy, plan: Plan): StrategyOutput {
  return {
    resources: [
      ...policy.ports.flatMap((port) => [
        ...loopbackService(port, policy, plan),
        // nginx's own configuration holds all policies at once: it is made with the gateway, in src/gateway.
        ...(policy.sniProxy === "envoy" ? [sniProxyFilter(port, policy, plan)] : []),
      ]),
      ...gatewaySide(policy, plan, loopbackHop),
      ...callersAtGateway(policy, plan),
      ...clientSide(policy, plan),
    ],
    notes: [...sniProxyNotes(policy, plan), ...gatewayApiNotes(policy, plan)],
  };
}

function hops(policy: Policy, plan: Plan): string[] {
  const proxy = policy.sniProxy === "envoy" ? "Envoy" : "nginx";
  return policy.ports.map((port) => {
    const reads = port.protocol === "tls" ? "SNI" : "Host";
    return `${gatewayLeg(port, policy, plan)} → ${proxy} on 127.0.0.1:${port.unit.loopbackPort}, which reads the ${reads} and resolves it → that name :${port.number}`;
  });
}
