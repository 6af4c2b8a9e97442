import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { describeAvailability } from "../../istio/capability.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import type { Strategy } from "../strategy.ts";
import { allowedAtWaypoint } from "./authorization.ts";
import { servicesBehindWaypoint } from "./services.ts";
import { waypointGateway } from "./waypoint-gateway.ts";

export const waypoint: Strategy = {
  id: "waypoint",
  summary: "client → ztunnel → waypoint, which resolves the name itself → that name",
  needs: `ambient mode; HTTP with Istio ${describeAvailability("dynamic-dns-waypoint-http")}, TLS with ${describeAvailability("dynamic-dns-waypoint-tls")} and an istiod flag`,
  protection:
    "a client cannot lie about the address: the waypoint connects to the name's own, and refuses a name that is not listed; it knows the caller's identity",
  usesGateway: false,
  obstacles,
  build(policy, plan) {
    return {
      resources: [
        ...waypointGateway(policy, plan),
        ...servicesBehindWaypoint(policy, plan),
        ...allowedAtWaypoint(policy, plan),
      ],
      notes: notes(policy),
    };
  },
  hops(policy: Policy, plan: Plan) {
    return policy.ports.map(({ number, protocol }) => {
      const reads = protocol === "tls" ? "SNI" : "Host";
      return `workload :${number} → ztunnel → waypoint ${plan.gateway.waypoint} (HBONE), which reads the ${reads} and resolves it → that name :${number}`;
    });
  },
};

function obstacles(policy: Policy, plan: Plan): Diagnostic[] {
  const found: Diagnostic[] = [];
  const error = (code: string, what: string, why: string, fix: string, at = policy.at): void => {
    found.push({ severity: "error", code, what: `policy "${policy.name}": ${what}`, why, fix, at });
  };
  if (plan.target.dataPlane !== "ambient") {
    error(
      "needs-ambient",
      "a waypoint takes traffic from ztunnel, and the data plane is sidecar",
      "a sidecar does not send a ServiceEntry's traffic through a waypoint",
      "add --data-plane ambient if the workloads are in ambient mode; else use dynamic-dns or sni-proxy",
    );
  }
  const wildcard = policy.domains.some((domain) => domain.wildcard);
  for (const { number, protocol, at } of policy.ports) {
    const capability = protocol === "tls" ? "dynamic-dns-waypoint-tls" : "dynamic-dns-waypoint-http";
    if (wildcard && !plan.target.has(capability)) {
      error(
        "waypoint-dynamic-dns-missing",
        `waypoints of Istio ${plan.target.release.name}${plan.target.releaseKnown ? "" : " (assumed)"} cannot serve wildcards for ${protocol} (port ${number})`,
        `Istio ${describeAvailability(capability)} can`,
        plan.target.releaseKnown ? "upgrade, or name exact hosts" : "name the release with --istio",
        at,
      );
    }
  }
  if (policy.callers.length > 0 && !plan.target.has("authorization-service-entry-target")) {
    error(
      "waypoint-callers-missing",
      `Istio ${plan.target.release.name} cannot tie callers to a ServiceEntry`,
      `an AuthorizationPolicy takes a ServiceEntry as target in Istio ${describeAvailability("authorization-service-entry-target")}`,
      "leave --from out, or upgrade",
    );
  }
  if (policy.tlsOrigination) {
    error(
      "waypoint-tls-origination",
      "TLS origination at a waypoint is not something wildegress has seen working",
      "it ran with sidecars (dynamic-dns) only",
      "leave --tls-origination out, or use dynamic-dns with sidecars",
    );
  }
  return found;
}

function notes(policy: Policy): Diagnostic[] {
  if (policy.ports.every(({ protocol }) => protocol !== "tls") || policy.domains.every(({ wildcard }) => !wildcard))
    return [];
  return [
    {
      severity: "warning",
      code: "waypoint-istiod-flag",
      what: `policy "${policy.name}": istiod must run with ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS=true`,
      why: "without it the waypoint drops TLS for wildcard hosts; Istio keeps it off because the SNI, which the client writes, decides the name that is resolved",
      fix: "check with: kubectl -n istio-system get deployment istiod -o yaml | grep -A1 WILDCARD_HOST; set it with: istioctl install --set values.pilot.env.ENABLE_WILDCARD_HOST_SERVICE_ENTRIES_FOR_TLS=true",
      at: policy.at,
    },
    {
      severity: "warning",
      code: "waypoint-sni",
      what: `policy "${policy.name}": the waypoint looks up and dials whatever name stands in the SNI before it refuses one that is not listed`,
      why: "Envoy judges a connection by its first bytes, and by then it has a connection to that name; nothing of the client's goes over it. Nor does anything judge the address of a listed name",
      fix: "keep the waypoint from private ranges with --harden-network-policy",
      at: policy.at,
    },
  ];
}
