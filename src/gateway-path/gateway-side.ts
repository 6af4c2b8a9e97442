import { resourceName } from "../plan/names.ts";
import type { Plan, Policy, PolicyPort } from "../plan/plan.ts";
import { gateway } from "../resources/gateway.ts";
import type { Resource } from "../resources/resource.ts";
import { virtualService } from "../resources/virtual-service.ts";
import { gatewayApiSide } from "./gateway-api.ts";
import type { NextHop } from "./next-hop.ts";

/** The gateway's listeners for a policy and what it does with their connections. All of it is visible in the gateway's namespace only. */
export function gatewaySide(policy: Policy, plan: Plan, nextHop: (port: PolicyPort) => NextHop): Resource[] {
  if (plan.gateway.api === "gateway-api") return gatewayApiSide(policy, plan, nextHop);
  return [
    {
      part: "gateway",
      why: policy.mtls
        ? "Opens the gateway for this policy's outer SNIs, one server each: two in one server would share the first route."
        : "Opens the gateway for this policy's domains; the TLS inside is passed on unread.",
      manifest: gateway(
        { namespace: plan.gateway.namespace, instance: policy.name, name: resourceName.gateway(policy) },
        { selector: { ...plan.gateway.selector }, servers: policy.ports.map((port) => serverFor(port, policy, plan)) },
        plan.target.release,
      ),
    },
    ...(policy.mtls ? mutualRoutes(policy, plan, nextHop) : [passthroughRoutes(policy, plan, nextHop)]),
  ];
}

function serverFor({ unit, protocol }: PolicyPort, policy: Policy, plan: Plan) {
  if (policy.mtls) {
    return {
      port: { number: plan.gateway.port, name: `tls-${unit.name}`, protocol: "TLS" },
      hosts: [`./${unit.outerSni}`],
      tls: { mode: "ISTIO_MUTUAL" as const },
    };
  }
  const hosts = policy.domains.map(({ text }) => `./${text}`);
  return protocol === "tls"
    ? {
        port: { number: plan.gateway.port, name: `tls-${unit.name}`, protocol: "TLS" },
        hosts,
        tls: { mode: "PASSTHROUGH" as const },
      }
    : { port: { number: plan.gateway.httpPort, name: `http-${unit.name}`, protocol: "HTTP" }, hosts };
}

/** Mutual TLS ends at the gateway, so what is inside is bytes to it: a `tcp` route, one VirtualService for each outer SNI. */
function mutualRoutes(policy: Policy, plan: Plan, nextHop: (port: PolicyPort) => NextHop): Resource[] {
  return policy.ports.map((port) => ({
    part: "gateway",
    why: `Hands what arrived under ${port.unit.outerSni} to the next hop.`,
    manifest: virtualService(
      {
        namespace: plan.gateway.namespace,
        instance: policy.name,
        name: resourceName.gatewayVirtualService(port.unit.name),
      },
      {
        hosts: [port.unit.outerSni],
        exportTo: ["."],
        gateways: [resourceName.gateway(policy)],
        tcp: [{ match: [{ port: plan.gateway.port }], route: [routeTo(nextHop(port))] }],
      },
      plan.target.release,
    ),
  }));
}

function passthroughRoutes(policy: Policy, plan: Plan, nextHop: (port: PolicyPort) => NextHop): Resource {
  const hosts = policy.domains.map(({ text }) => text);
  const http = policy.ports
    .filter(({ protocol }) => protocol === "http")
    .map((port) => ({ match: [{ port: plan.gateway.httpPort }], route: [routeTo(nextHop(port))] }));
  const tls = policy.ports
    .filter(({ protocol }) => protocol === "tls")
    .map((port) => ({ match: [{ port: plan.gateway.port, sniHosts: hosts }], route: [routeTo(nextHop(port))] }));
  return {
    part: "gateway",
    why: "Hands what arrived for these domains to the next hop.",
    manifest: virtualService(
      {
        namespace: plan.gateway.namespace,
        instance: policy.name,
        name: resourceName.gatewayVirtualService(policy.name),
      },
      {
        hosts,
        exportTo: ["."],
        gateways: [resourceName.gateway(policy)],
        ...(http.length > 0 ? { http } : {}),
        ...(tls.length > 0 ? { tls } : {}),
      },
      plan.target.release,
    ),
  };
}

function routeTo({ host, port }: NextHop) {
  return { destination: { host, port: { number: port } } };
}
