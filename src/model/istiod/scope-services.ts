import type { Target } from "../../istio/target.ts";
import type { VirtualServiceHttp } from "../../resources/types/virtual-service.generated.ts";
import type { Registry } from "./registry.ts";
import type { MeshService } from "./service.ts";
import { fullName, type MeshVirtualService } from "./virtual-services.ts";

/** A destination without a port needs the service with all its ports. */
const ALL_PORTS = 0;

/**
 * The services that a VirtualService sends to: a proxy that is told of it is told of these, whatever they are exported to or imported by.
 *
 * Source: istio pilot/pkg/model/sidecar.go, collectImportedServices.
 *
 * @param only the port of the Sidecar's listener, which stands above the ports that the VirtualService asks for
 */
export function virtualServiceDestinations(
  { spec, namespace }: MeshVirtualService,
  proxyNamespace: string,
  registry: Registry,
  target: Target,
  only: number | undefined,
): MeshService[] {
  const ports = new Map<string, Set<number>>();
  const add = (destination: { readonly host: string; readonly port?: { readonly number?: number } }) => {
    const host = fullName(destination.host, namespace, target.meshDomain);
    const known = ports.get(host) ?? new Set();
    ports.set(host, known.add(destination.port?.number ?? ALL_PORTS));
  };
  for (const http of spec.http ?? []) {
    if (!mayComeFrom(http, proxyNamespace)) continue;
    for (const { destination } of http.route ?? []) add(destination);
    if (http.mirror !== undefined) add(http.mirror);
    for (const { destination } of http.mirrors ?? []) add(destination);
  }
  for (const { route } of [...(spec.tcp ?? []), ...(spec.tls ?? [])]) {
    for (const { destination } of route ?? []) add(destination);
  }
  return [...ports].flatMap(([host, wanted]) => {
    const service = registry.serviceNamed(host, proxyNamespace);
    return service === undefined ? [] : withPorts(service, only === undefined ? wanted : new Set([only]));
  });
}

function mayComeFrom({ match }: VirtualServiceHttp, namespace: string): boolean {
  const asked = (match ?? []).flatMap(({ sourceNamespace }) => sourceNamespace ?? []);
  return asked.length === 0 || asked.includes(namespace);
}

function withPorts(service: MeshService, wanted: ReadonlySet<number>): MeshService[] {
  if (wanted.has(ALL_PORTS)) return [service];
  const ports = service.ports.filter(({ number }) => wanted.has(number));
  if (ports.length === service.ports.length) return [service];
  return ports.length === 0 ? [] : [{ ...service, ports }];
}

/**
 * Adds a service to those of a scope. One host is one service there: a Kubernetes Service comes before ServiceEntries, else the first
 * stays, and takes ports over from others of its namespace that are alike.
 *
 * Source: istio pilot/pkg/model/sidecar.go, appendSidecarServices.
 */
export function addScopeService(services: Map<string, MeshService>, service: MeshService): void {
  const known = services.get(service.hostname);
  if (known === undefined || (known.registry !== "kubernetes" && service.registry === "kubernetes")) {
    services.set(service.hostname, service);
    return;
  }
  if (known === service || !alike(known, service)) return;
  const more = service.ports.filter(({ number }) => !known.ports.some((port) => port.number === number));
  if (more.length > 0) services.set(service.hostname, { ...known, ports: [...known.ports, ...more] });
}

function alike(one: MeshService, other: MeshService): boolean {
  const traits = ({ namespace, resolution, registry, selector, exportTo, object }: MeshService) =>
    JSON.stringify([namespace, resolution, registry, sorted(selector), [...exportTo].sort(), sorted(object.labels)]);
  return traits(one) === traits(other);
}

function sorted(labels: Readonly<Record<string, string>> | undefined): [string, string][] {
  return Object.entries(labels ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
}
