import { type ServiceEntryPort, servicePort } from "../gateway-path/service-port.ts";
import { chunkHosts, type HostChunk } from "../plan/host-chunks.ts";
import type { HostPattern } from "../plan/host-pattern.ts";
import { hostSlug } from "../plan/names.ts";
import type { Plan, Policy, PolicyPort } from "../plan/plan.ts";
import type { Resource } from "../resources/resource.ts";
import { serviceEntry } from "../resources/service-entry.ts";
import { virtualService } from "../resources/virtual-service.ts";

interface OwnService {
  readonly hosts: readonly HostPattern[];
  /** Name of the ServiceEntry; further chunks get a number. */
  readonly name: string;
  /** NONE: the address is the client's. DNS: the sidecar resolves the (exact) hosts. */
  readonly resolution: "NONE" | "DNS";
  readonly why: string;
  /** A port as the ServiceEntry has it, where that is not the usual form. */
  readonly portOf?: (port: PolicyPort) => ServiceEntryPort;
}

/**
 * Hosts that leave straight from the sidecar: a ServiceEntry, and VirtualServices that route each host to itself.
 *
 * The VirtualService is not idle: without one of its own, a host is captured by whatever VirtualService covers it with a wildcard.
 */
export function ownService(service: OwnService, policy: Policy, plan: Plan): Resource[] {
  return policy.clientNamespaces.flatMap((namespace) =>
    chunkHosts(service.hosts).flatMap((chunk): Resource[] => [
      {
        part: "client",
        why: service.why,
        manifest: serviceEntry(
          { namespace, instance: policy.name, name: service.name + chunk.suffix },
          {
            hosts: chunk.hosts.map(({ text }) => text),
            exportTo: [...policy.exportTo],
            location: "MESH_EXTERNAL",
            ports: policy.ports.map(service.portOf ?? servicePort),
            resolution: service.resolution,
          },
          plan.target.release,
        ),
      },
      ...ownRoutes(service, chunk, namespace, policy, plan),
    ]),
  );
}

/**
 * TLS rules tell hosts apart by SNI, so one VirtualService holds a chunk. HTTP rules of one VirtualService share their hosts, so with an
 * HTTP port each host has a VirtualService of its own, which holds its TLS rules too: of two for one host a sidecar reads one.
 */
function ownRoutes(
  service: OwnService,
  chunk: HostChunk,
  namespace: string | undefined,
  policy: Policy,
  plan: Plan,
): Resource[] {
  const perHost = policy.ports.some(({ protocol }) => protocol === "http");
  const single = service.hosts.length === 1;
  const groups = perHost
    ? chunk.hosts.map((host) => ({
        hosts: [host],
        name: single ? service.name : `${service.name}-${hostSlug(host.text)}`,
      }))
    : [{ hosts: chunk.hosts, name: service.name + chunk.suffix }];
  return groups.map(({ hosts, name }) => ({
    part: "client" as const,
    why: "Routes each of these names to itself, so that no wildcard rule of another policy takes it over.",
    manifest: virtualService(
      { namespace, instance: policy.name, name },
      {
        hosts: hosts.map(({ text }) => text),
        exportTo: [...policy.exportTo],
        gateways: ["mesh"],
        ...routesToSelf(hosts, policy),
      },
      plan.target.release,
    ),
  }));
}

function routesToSelf(hosts: readonly HostPattern[], policy: Policy) {
  const to = (host: string, number: number) => [{ destination: { host, port: { number } } }];
  const http = policy.ports.flatMap(({ number, protocol }) =>
    protocol === "http" ? hosts.map(({ text }) => ({ match: [{ port: number }], route: to(text, number) })) : [],
  );
  const tls = policy.ports.flatMap(({ number, protocol }) =>
    protocol === "tls"
      ? hosts.map(({ text }) => ({ match: [{ port: number, sniHosts: [text] }], route: to(text, number) }))
      : [],
  );
  return { ...(http.length > 0 ? { http } : {}), ...(tls.length > 0 ? { tls } : {}) };
}
