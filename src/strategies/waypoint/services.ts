import { servicePort } from "../../gateway-path/service-port.ts";
import { chunkHosts } from "../../plan/host-chunks.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import type { Resource } from "../../resources/resource.ts";
import { serviceEntry } from "../../resources/service-entry.ts";

/** ServiceEntries bound to the waypoint by label: DYNAMIC_DNS for the wildcards, DNS for exact hosts. */
export function servicesBehindWaypoint(policy: Policy, plan: Plan): Resource[] {
  const wildcards = policy.domains.filter(({ wildcard }) => wildcard);
  const exact = policy.domains.filter(({ wildcard }) => !wildcard);
  const groups = [
    ...chunkHosts(wildcards).map(({ hosts, suffix }) => ({
      hosts,
      name: resourceName.serviceEntry(policy, suffix),
      resolution: "DYNAMIC_DNS" as const,
      why: "Traffic to these names goes to the waypoint, which resolves each name itself.",
    })),
    ...chunkHosts(exact).map(({ hosts, suffix }) => ({
      hosts,
      name: resourceName.exactServiceEntry(policy, suffix),
      resolution: "DNS" as const,
      why: "Traffic to these hosts goes to the waypoint, which resolves them.",
    })),
  ];
  return policy.clientNamespaces.flatMap((namespace) =>
    groups.map(
      ({ hosts, name, resolution, why }): Resource => ({
        part: "client",
        why,
        manifest: serviceEntry(
          { namespace, instance: policy.name, name, labels: { "istio.io/use-waypoint": plan.gateway.waypoint } },
          {
            hosts: hosts.map(({ text }) => text),
            exportTo: [...policy.exportTo],
            location: "MESH_EXTERNAL",
            ports: policy.ports.map((port) => servicePort(port)),
            resolution,
          },
          plan.target.release,
        ),
      }),
    ),
  );
}

/** Names of the ServiceEntries of a policy, which its AuthorizationPolicy targets. */
export function serviceNames(policy: Policy): string[] {
  return [
    ...chunkHosts(policy.domains.filter(({ wildcard }) => wildcard)).map(({ suffix }) =>
      resourceName.serviceEntry(policy, suffix),
    ),
    ...chunkHosts(policy.domains.filter(({ wildcard }) => !wildcard)).map(({ suffix }) =>
      resourceName.exactServiceEntry(policy, suffix),
    ),
  ];
}
