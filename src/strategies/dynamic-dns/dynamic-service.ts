import { outsideHosts } from "../../mesh-path/outside-hosts.ts";
import { type ServiceEntryPort, servicePort } from "../../mesh-path/service-port.ts";
import { chunkHosts } from "../../plan/host-chunks.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy, PolicyPort } from "../../plan/plan.ts";
import type { Resource } from "../../resources/resource.ts";

/**
 * The wildcards, resolved by the sidecar. There is no VirtualService: a `tls` route to a DYNAMIC_DNS host loses the filter that resolves
 * the SNI.
 */
export function dynamicService(policy: Policy, plan: Plan): Resource[] {
  const service = {
    name: resourceName.serviceEntry(policy),
    resolution: "DYNAMIC_DNS" as const,
    why: "Lets the sidecar resolve each name below the wildcard itself and connect there, whatever address the client dialled.",
    portOf: (port: PolicyPort) => dynamicPort(port, policy),
  };
  const chunks = chunkHosts(policy.domains.filter(({ wildcard }) => wildcard));
  return policy.clientNamespaces.flatMap((namespace) =>
    chunks.map((chunk) => outsideHosts(service, chunk, namespace, policy, plan)),
  );
}

/** With TLS origination, what comes in as HTTP leaves for 443. */
export function dynamicPort(port: PolicyPort, policy: Policy): ServiceEntryPort {
  return { ...servicePort(port), ...(policy.tlsOrigination && port.protocol === "http" ? { targetPort: 443 } : {}) };
}
