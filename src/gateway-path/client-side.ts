import { outsideHosts } from "../mesh-path/outside-hosts.ts";
import { chunkHosts, type HostChunk } from "../plan/host-chunks.ts";
import { resourceName } from "../plan/names.ts";
import { gatewayHost, type Plan, type Policy, type PolicyPort } from "../plan/plan.ts";
import { destinationRule } from "../resources/destination-rule.ts";
import type { Resource } from "../resources/resource.ts";
import { virtualService } from "../resources/virtual-service.ts";

/**
 * The workloads' side of the way through the gateway, once for each client namespace.
 *
 * It is a ServiceEntry of its own, with resolution NONE: Istio never allocates an address to such a host, so the way is the same with and
 * without DNS capture; the common host, which would get one, is known in the gateway's namespace only.
 */
export function clientSide(policy: Policy, plan: Plan): Resource[] {
  return policy.clientNamespaces.flatMap((namespace) => [
    ...chunkHosts(policy.domains).flatMap((chunk) => [
      outsideHosts(
        {
          name: resourceName.serviceEntry(policy),
          resolution: "NONE",
          why: `Makes ${policy.name}'s domains known to the sidecars of this namespace only; the address is not decided here.`,
        },
        chunk,
        namespace,
        policy,
        plan,
      ),
      routeToGateway(chunk, namespace, policy, plan),
    ]),
    destinationRuleForGateway(namespace, policy, plan),
  ]);
}

function routeToGateway(chunk: HostChunk, namespace: string | undefined, policy: Policy, plan: Plan): Resource {
  const hosts = chunk.hosts.map(({ text }) => text);
  return {
    part: "client",
    why: "Sends these domains to the egress gateway. One VirtualService holds all ports: of two for the same host a sidecar reads one.",
    manifest: virtualService(
      { namespace, instance: policy.name, name: resourceName.clientVirtualService(policy, chunk.suffix) },
      { hosts, exportTo: policy.exportTo, gateways: ["mesh"], ...routesToGateway(hosts, policy, plan) },
      plan.target.release,
    ),
  };
}

function routesToGateway(hosts: string[], policy: Policy, plan: Plan) {
  const destinationOf = ({ unit, protocol }: PolicyPort) => ({
    destination: {
      host: gatewayHost(plan),
      subset: unit.name,
      port: { number: protocol === "http" && !policy.mtls ? plan.gateway.httpPort : plan.gateway.port },
    },
  });
  const http = policy.ports
    .filter(({ protocol }) => protocol === "http")
    .map((port) => ({ match: [{ port: port.number }], route: [destinationOf(port)] }));
  const tls = policy.ports
    .filter(({ protocol }) => protocol === "tls")
    .map((port) => ({ match: [{ port: port.number, sniHosts: hosts }], route: [destinationOf(port)] }));
  return { ...(http.length > 0 ? { http } : {}), ...(tls.length > 0 ? { tls } : {}) };
}

function destinationRuleForGateway(namespace: string | undefined, policy: Policy, plan: Plan): Resource {
  return {
    part: "client",
    why: policy.mtls
      ? "Mutual TLS to the gateway; the outer SNI tells the gateway which policy and port the connection belongs to."
      : "No TLS of Istio's own on the way to the gateway: the workload's own bytes pass as they are.",
    manifest: destinationRule(
      { namespace, instance: policy.name, name: resourceName.clientDestinationRule(policy) },
      {
        host: gatewayHost(plan),
        exportTo: ["."],
        subsets: policy.ports.map(({ unit }) => ({
          name: unit.name,
          trafficPolicy: {
            tls: policy.mtls ? { mode: "ISTIO_MUTUAL" as const, sni: unit.outerSni } : { mode: "DISABLE" as const },
          },
        })),
      },
      plan.target.release,
    ),
  };
}
