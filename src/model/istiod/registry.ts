import type { MeshSettings } from "../mesh-settings.ts";
import type { World } from "../world/world.ts";
import { compare } from "./age.ts";
import { visibleIn } from "./exports.ts";
import { kubernetesServices } from "./kubernetes-services.ts";
import type { MeshService } from "./service.ts";
import { serviceEntryServices } from "./service-entries.ts";
import { type MeshVirtualService, virtualServices } from "./virtual-services.ts";

/** All services and VirtualServices of the mesh, in the orders that istiod resolves conflicts by. */
export interface Registry {
  /** Oldest first. */
  readonly services: readonly MeshService[];
  /** Oldest first. */
  readonly virtualServices: readonly MeshVirtualService[];
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
