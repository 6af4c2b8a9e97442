import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { describeAvailability } from "../istio/capability.ts";
import { resourceName } from "../plan/names.ts";
import { gatewayHost, type Plan, type Policy, type PolicyPort } from "../plan/plan.ts";
import { kubernetesGateway } from "../resources/kubernetes-gateway.ts";
import type { Resource } from "../resources/resource.ts";
import { tlsRoute } from "../resources/tls-route.ts";
import type { NextHop } from "./next-hop.ts";

/** Limits of the Gateway API's CRDs: listeners of a Gateway, hostnames of a TLSRoute. */
const MAX_LISTENERS = 64;
const MAX_HOSTNAMES = 16;

/** The gateway side as Gateway and TLSRoute, bound to the egress gateway that is there; the client side stays Istio's own. */
export function gatewayApiSide(policy: Policy, plan: Plan, nextHop: (port: PolicyPort) => NextHop): Resource[] {
  return [
    {
      part: "gateway",
      why: "Opens the egress gateway for these names, as Gateway API listeners; the TLS inside is passed on unread.",
      manifest: kubernetesGateway(
        { namespace: plan.gateway.namespace, instance: policy.name, name: resourceName.gateway(policy) },
        {
          gatewayClassName: "istio",
          // Without an address istiod would deploy a gateway of its own for this object.
          addresses: [{ type: "Hostname", value: gatewayHost(plan) }],
          listeners: policy.domains.map(({ text }, index) => ({
            name: `tls-${index + 1}`,
            hostname: text,
            port: plan.gateway.port,
            protocol: "TLS",
            tls: { mode: "Passthrough" },
            allowedRoutes: { namespaces: { from: "Same" } },
          })),
        },
        plan.target.release,
      ),
    },
    ...policy.ports.flatMap((port) => routesFor(port, policy, plan, nextHop(port))),
  ];
}

function routesFor({ unit }: PolicyPort, policy: Policy, plan: Plan, hop: NextHop): Resource[] {
  const routes: Resource[] = [];
  for (let start = 0; start < policy.domains.length; start += MAX_HOSTNAMES) {
    const suffix = start === 0 ? "" : `-${start / MAX_HOSTNAMES + 1}`;
    routes.push({
      part: "gateway",
      why: "Hands what arrived for these names to the next hop.",
      manifest: tlsRoute(
        {
          namespace: plan.gateway.namespace,
          instance: policy.name,
          name: resourceName.gatewayVirtualService(unit.name) + suffix,
        },
        {
          parentRefs: [{ name: resourceName.gateway(policy) }],
          hostnames: policy.domains.slice(start, start + MAX_HOSTNAMES).map(({ text }) => text),
          rules: [
            { backendRefs: [{ group: "networking.istio.io", kind: "Hostname", name: hop.host, port: hop.port }] },
          ],
        },
        plan.target.release,
      ),
    });
  }
  return routes;
}

/** What the Gateway API cannot say. */
export function gatewayApiObstacles(policy: Policy, plan: Plan): Diagnostic[] {
  const found: Diagnostic[] = [];
  const error = (code: string, what: string, why: string, fix: string, at = policy.at): void => {
    found.push({ severity: "error", code, what: `policy "${policy.name}": ${what}`, why, fix, at });
  };
  if (!plan.target.has("gateway-api")) {
    error(
      "gateway-api-missing",
      `Istio ${plan.target.release.name} does not read TLSRoutes`,
      `Istio ${describeAvailability("gateway-api")} does`,
      "use --api istio",
    );
  }
  if (policy.mtls) {
    error(
      "gateway-api-mtls",
      "the Gateway API has no word for Istio's mutual TLS around the workload's own TLS",
      "a TLSRoute passes TLS through or ends it; here it is ended and what is inside is TLS again",
      "use --api istio, or --no-mtls if any pod may use the gateway",
    );
  }
  const http = policy.ports.find(({ protocol }) => protocol === "http");
  if (http !== undefined) {
    error(
      "gateway-api-http",
      `HTTP on port ${http.number} is written with Istio's own kinds only`,
      "wildegress writes TLSRoutes, which carry TLS",
      "use --api istio",
      http.at,
    );
  }
  if (policy.domains.length > MAX_LISTENERS) {
    error(
      "gateway-api-listeners",
      `${policy.domains.length} domains need as many listeners`,
      `a Gateway of the Gateway API has at most ${MAX_LISTENERS}`,
      "use --api istio, or split the policy",
    );
  }
  return found;
}

/** What istiod and the cluster must have for the Gateway API's part. */
export function gatewayApiNotes(policy: Policy, plan: Plan): Diagnostic[] {
  if (plan.gateway.api !== "gateway-api") return [];
  const ungated = plan.target.has("gateway-api-tls-ungated");
  return [
    {
      severity: "warning",
      code: "gateway-api-crds",
      what: `policy "${policy.name}" needs the Gateway API's CRDs with TLSRoute${ungated ? "" : " (experimental channel), and istiod with PILOT_ENABLE_ALPHA_GATEWAY_API=true"}`,
      why: "Istio does not install them",
      fix: "look with: kubectl get crd tlsroutes.gateway.networking.k8s.io",
      at: policy.at,
    },
  ];
}
