import type { MeshSettings } from "../mesh-settings.ts";
import type { FieldRef } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { compare } from "./age.ts";
import { visibleIn } from "./exports.ts";
import { kubernetesServices } from "./kubernetes-services.ts";
import type { MeshService } from "./service.ts";
import { serviceEntryServices } from "./service-entries.ts";
import { type MeshVirtualService, virtualServices } from "./virtual-services.ts";

/** A host that several ServiceEntries of one namespace declare, not all alike. */
export interface Contested {
  readonly says: string;
  readonly ref: FieldRef;
}

/** All services and VirtualServices of the mesh, in the orders that istiod resolves conflicts by. */
export interface Registry {
  /** Oldest first. */
  readonly services: readonly MeshService[];
  /** Oldest first. */
  readonly virtualServices: readonly MeshVirtualService[];
  /** Why nothing certain can be said of a host that several ServiceEntries of one namespace declare; else undefined. */
  contested(hostname: string, namespace: string): Contested | undefined;
  /** The service that a host name means, looked for from a namespace: its own, else the best that it sees. */
  serviceNamed(hostname: string, from: string): MeshService | undefined;
}

export function makeRegistry(world: World, settings: MeshSettings, assumed: readonly MeshService[]): Registry {
  const { meshDomain } = settings.target;
  const all = [...kubernetesServices(world, meshDomain), ...serviceEntryServices(world, settings), ...assumed];
  const services = [...all].sort(
    (one, other) =>
      compare(one.created, other.created) || compare(one.name, other.name) || compare(one.namespace, other.namespace),
  );
  const byHost = new Map<string, MeshService[]>();
  for (const service of services) {
    const known = byHost.get(service.hostname);
    if (known === undefined) byHost.set(service.hostname, [service]);
    else known.push(service);
  }
  const pickBest = settings.target.has("best-service-namespace");
  return {
    services,
    virtualServices: virtualServices(world, meshDomain),
    contested: (hostname, namespace) =>
      contest((byHost.get(hostname) ?? []).filter((one) => one.namespace === namespace)),
    serviceNamed: (hostname, from) => pick(byHost.get(hostname) ?? [], from, pickBest),
  };
}

/**
 * Of services with one host name in several namespaces: the asking namespace's own, whoever it is exported to; else of those that it sees
 * the Kubernetes Service or the oldest (before 1.30: the first by namespace).
 *
 * Source: istio pilot/pkg/model/sidecar.go, collectImportedServices and pickBestVisibleNamespace.
 */
function pick(named: readonly MeshService[], from: string, pickBest: boolean): MeshService | undefined {
  const own = preferred(named.filter(({ namespace }) => namespace === from));
  if (own !== undefined) return own;
  const seen = named.filter(({ exportTo, namespace }) => visibleIn(exportTo, namespace, from));
  if (pickBest) return preferred(seen);
  const [first] = [...new Set(seen.map(({ namespace }) => namespace))].sort();
  return preferred(seen.filter(({ namespace }) => namespace === first));
}

/** Nobody takes a Service's name from it by an older ServiceEntry. */
function preferred(services: readonly MeshService[]): MeshService | undefined {
  return services.find(({ registry }) => registry === "kubernetes") ?? services[0];
}

/**
 * Of several ServiceEntries for one host in one namespace istiod takes the oldest, and where no age decides, whichever it comes upon first;
 * their endpoints it puts together.
 */
function contest(services: readonly MeshService[]): Contested | undefined {
  const entries = [
    ...new Map(services.filter(({ registry }) => registry === "external").map((one) => [one.object, one])).values(),
  ];
  const [first, second] = entries;
  if (first === undefined || second === undefined || new Set(entries.map(content)).size === 1) return undefined;
  const names = entries.map(({ object }) => object.name).join(" and ");
  const both = `ServiceEntries ${names} of namespace ${first.namespace} both declare ${first.hostname}`;
  if (new Set(entries.map(({ created }) => created)).size < entries.length) {
    return { says: `${both}, and nothing tells which is older: istiod takes either`, ref: second.ref };
  }
  const mixed = entries.some(({ resolution, endpoints }) => endpoints.length > 0 || resolution.startsWith("dns"));
  return mixed ? { says: `${both}: istiod puts their endpoints together`, ref: second.ref } : undefined;
}

function content({ ports, resolution, address, endpoints, exportTo }: MeshService): string {
  const plain = ports.map(({ number, protocol, targetPort }) => [number, protocol, targetPort]);
  return JSON.stringify([plain, resolution, address, endpoints.map((one) => [one.address, one.ports]), exportTo]);
}
