import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { describeAvailability } from "../../istio/capability.ts";
import { exactHosts } from "../../mesh-path/exact-hosts.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import type { Strategy } from "../strategy.ts";
import { withoutGatewayObstacles } from "../without-gateway.ts";
import { dynamicPort, dynamicService } from "./dynamic-service.ts";
import { tlsOriginationRules } from "./tls-origination.ts";

export const dynamicDns: Strategy = {
  id: "dynamic-dns",
  summary: "client sidecar resolves the name itself (ServiceEntry with resolution DYNAMIC_DNS) → that name",
  needs: `sidecars of Istio ${describeAvailability("dynamic-dns-sidecar")}`,
  protection: "a client cannot lie about the address: the sidecar connects to the name's own",
  usesGateway: false,
  obstacles,
  build(policy, plan) {
    return {
      resources: [
        ...dynamicService(policy, plan),
        ...exactHosts(policy, plan, (port) => dynamicPort(port, policy)),
        ...(policy.tlsOrigination ? tlsOriginationRules(policy, plan) : []),
      ],
      notes: notes(policy, plan),
    };
  },
  hops(policy: Policy) {
    return policy.ports.map(({ number, protocol }) => {
      const reads = protocol === "tls" ? "SNI" : "Host";
      const out = protocol === "http" && policy.tlsOrigination ? "TLS, that name :443" : `that name :${number}`;
      return `workload :${number} → sidecar, which reads the ${reads} and resolves it → ${out}`;
    });
  },
};

function obstacles(policy: Policy, plan: Plan): Diagnostic[] {
  const found = withoutGatewayObstacles(policy, plan, "dynamic-dns");
  if (!plan.target.has("dynamic-dns-sidecar")) {
    found.push({
      severity: "error",
      code: "dynamic-dns-missing",
      what: `policy "${policy.name}": sidecars of Istio ${plan.target.release.name}${plan.target.releaseKnown ? "" : " (assumed)"} do not serve DYNAMIC_DNS`,
      why: `Istio ${describeAvailability("dynamic-dns-sidecar")} has it; before, the listener is there and its cluster is not`,
      fix: plan.target.releaseKnown
        ? "use --strategy sni-proxy, or direct"
        : `name the release with --istio if it is ${describeAvailability("dynamic-dns-sidecar")}, or use --strategy sni-proxy`,
      at: policy.at,
    });
  }
  return found;
}

function notes(policy: Policy, plan: Plan): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (
    policy.ports.some(({ protocol }) => protocol === "http") &&
    policy.domains.some(({ wildcard }) => wildcard) &&
    !plan.hardening.networkPolicy
  ) {
    found.push({
      severity: "warning",
      code: "dynamic-dns-host-port",
      what: `policy "${policy.name}": over HTTP the sidecar dials the port that the request's Host names, so any port of an allowed name can be reached`,
      why: "Envoy's dynamic forward proxy takes name and port from the Host (Host: en.wikipedia.org:8443 went to 8443 on a running mesh)",
      fix: "add --harden-network-policy, which allows the policy's ports only; or --strategy sni-proxy, which pins the port",
      at: policy.at,
    });
  }
  if (!plan.hardening.networkPolicy) {
    found.push({
      severity: "info",
      code: "dynamic-dns-private-answers",
      what: `policy "${policy.name}": the sidecar connects to whatever address the name resolves to, private ones included`,
      fix: "add --harden-network-policy to keep the workloads from private ranges",
      at: policy.at,
    });
  }
  return found;
}
