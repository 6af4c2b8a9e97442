import { type ServiceEntryPort, servicePort } from "../../gateway-path/service-port.ts";
import { chunkHosts } from "../../plan/host-chunks.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy, PolicyPort } from "../../plan/plan.ts";
import type { Resource } from "../../resources/resource.ts";
import { serviceEntry } from "../../resources/service-entry.ts";

/**
 * The wildcards, resolved by whoever proxies the connection. There is no VirtualService: a `tls` route to a DYNAMIC_DNS host loses the filter
 * that resolves the SNI.
 *
 * @param labels further labels of the ServiceEntries (ambient: the waypoint to use)
 */
export function dynamicService(policy: Policy, plan: Plan, labels: Readonly<Record<string, string>> = {}): Resource[] {
  const wildcards = policy.domains.filter(({ wildcard }) => wildcard);
  return policy.clientNamespaces.flatMap((namespace) =>
    chunkHosts(wildcards).map(
      (chunk): Resource => ({
        part: "client",
        why: "Lets the proxy resolve each name below the wildcard itself and connect there, whatever address the client dialled.",
        manifest: serviceEntry(
          { namespace, instance: policy.name, name: resourceName.serviceEntry(policy, chunk.suffix), labels },
          {
            hosts: chunk.hosts.map(({ text }) => text),
            exportTo: [...policy.exportTo],
            location: "MESH_EXTERNAL",
            ports: policy.ports.map((port) => dynamicPort(port, policy)),
            resolution: "DYNAMIC_DNS",
          },
          plan.target.release,
        ),
      }),
    ),
  );
}

/** With TLS origination, what comes in as HTTP leaves for 443. */
export function dynamicPort(port: PolicyPort, policy: Policy): ServiceEntryPort {
  return { ...servicePort(port), ...(policy.tlsOrigination && port.protocol === "http" ? { targetPort: 443 } : {}) };
}
