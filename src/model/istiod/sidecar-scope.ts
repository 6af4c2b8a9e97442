import type { SidecarEgress, SidecarSpec } from "../../resources/types/sidecar.generated.ts";
import type { MeshSettings } from "../mesh-settings.ts";
import type { ConfigObject, FieldRef } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { byAge } from "./age.ts";
import { seenFrom } from "./exports.ts";
import { type MeshProxy, selects } from "./proxy.ts";
import type { Registry } from "./registry.ts";
import { addScopeService, virtualServiceDestinations } from "./scope-services.ts";
import type { MeshService } from "./service.ts";
import { importedHosts } from "./sidecar-hosts.ts";
import { MESH, type MeshVirtualService } from "./virtual-services.ts";

/** What a proxy is told of: everything that is neither exported to its namespace nor imported by its Sidecar does not exist for it. */
export interface SidecarScope {
  /** The Sidecar that holds, if any. */
  readonly object: ConfigObject | undefined;
  readonly listeners: readonly EgressScope[];
  /** Services by host: of all listeners, and what their VirtualServices send to. Clusters are made for these. */
  readonly services: ReadonlyMap<string, MeshService>;
  readonly outbound: OutboundPolicy;
  /** Whether a route is looked for by the Host without its port. */
  readonly ignoresHostPort: boolean;
}

export interface OutboundPolicy {
  readonly mode: "ALLOW_ANY" | "REGISTRY_ONLY";
  readonly ref: FieldRef | undefined;
}

/** One egress listener: of a Sidecar, or the one that imports everything. */
export interface EgressScope {
  /** Set where the listener is for one port only. */
  readonly port: { readonly number: number; readonly protocol: string | undefined } | undefined;
  /** A listener that binds to a port of its own is not one that captured traffic meets. */
  readonly bindsToPort: boolean;
  readonly services: readonly MeshService[];
  readonly virtualServices: readonly MeshVirtualService[];
}

/** Source: istio pilot/pkg/model/sidecar.go, initSidecarScopeInternalIndexes. */
export function sidecarScope(proxy: MeshProxy, world: World, registry: Registry, settings: MeshSettings): SidecarScope {
  const object = sidecarOf(proxy, world, settings);
  const egress = object?.spec.egress ?? [];
  const listeners = (egress.length === 0 ? [{ hosts: ["*/*"] }] : egress).map((one) =>
    egressScope(one, proxy.namespace, object !== undefined, registry, settings),
  );
  const services = new Map<string, MeshService>();
  for (const listener of listeners) {
    for (const service of listener.services) addScopeService(services, service);
    for (const virtualService of listener.virtualServices) {
      const { port } = listener;
      const only = isProxyPort(port) ? undefined : port?.number;
      for (const service of virtualServiceDestinations(
        virtualService,
        proxy.namespace,
        registry,
        settings.target,
        only,
      )) {
        addScopeService(services, service);
      }
    }
  }
  return {
    object: object as unknown as ConfigObject | undefined,
    listeners,
    services,
    outbound: outboundPolicy(object, settings),
    ignoresHostPort: settings.target.has("sidecar-ignores-host-port"),
  };
}

/** Of several: one whose selector takes the workload, else the namespace's, else the root namespace's. Oldest first. */
function sidecarOf(
  proxy: MeshProxy,
  world: World,
  { rootNamespace }: MeshSettings,
): ConfigObject<SidecarSpec> | undefined {
  const sidecars = byAge(world.of<SidecarSpec>("Sidecar"));
  const own = sidecars.filter(({ namespace }) => namespace === proxy.namespace);
  return (
    own.find(({ spec }) => spec.workloadSelector && selects(spec.workloadSelector.labels, proxy.labels)) ??
    own.find(({ spec }) => !spec.workloadSelector) ??
    sidecars.find(({ namespace, spec }) => namespace === rootNamespace && !spec.workloadSelector)
  );
}

function egressScope(
  egress: SidecarEgress,
  namespace: string,
  hasSidecar: boolean,
  registry: Registry,
  settings: MeshSettings,
): EgressScope {
  const imported = importedHosts(egress.hosts, namespace);
  const port =
    egress.port?.number === undefined ? undefined : { number: egress.port.number, protocol: egress.port.protocol };
  const services = seenFrom(namespace, registry.services, false)
    .filter((service) => imported.services(service.hostname, service.namespace))
    .flatMap((service) => forPort(service, port));
  const virtualServices = seenFrom(namespace, registry.virtualServices, true)
    .filter(({ gateways }) => gateways.includes(MESH))
    .filter((one) => imported.virtualService(one.hosts, one.namespace));
  return {
    port,
    bindsToPort: egress.captureMode === "NONE" || (egress.bind ?? "") !== "",
    services: oneNamespacePerHost(services, namespace, hasSidecar, settings),
    virtualServices,
  };
}

/** A listener that is a proxy for all of HTTP knows services by all their ports. */
function isProxyPort(port: EgressScope["port"]): boolean {
  return port?.protocol?.toLowerCase() === "http_proxy";
}

/** A listener for one port knows services by that port alone. */
function forPort(service: MeshService, port: EgressScope["port"]): MeshService[] {
  if (port === undefined || isProxyPort(port)) return [service];
  const ports = service.ports.filter(({ number }) => number === port.number);
  return ports.length === 0 ? [] : [{ ...service, ports }];
}

/**
 * A host that several namespaces offer is taken from one of them: the proxy's own, else the first, where a Kubernetes Service comes
 * before ServiceEntries. Older releases knew only the one with a Sidecar, and only the other without.
 *
 * Source: istio pilot/pkg/model/sidecar.go, selectServices and DefaultSidecarScopeForNamespace; upgrade notes of 1.24.
 */
function oneNamespacePerHost(
  services: readonly MeshService[],
  own: string,
  hasSidecar: boolean,
  { target }: MeshSettings,
): MeshService[] {
  const both = target.has("unified-sidecar-scope");
  const ownFirst = both || hasSidecar;
  const kubernetesFirst = both || !hasSidecar;
  const rank = ({ namespace, registry }: MeshService): number => {
    if (ownFirst && namespace === own) return 2;
    return kubernetesFirst && registry === "kubernetes" ? 1 : 0;
  };
  const taken = new Map<string, MeshService>();
  for (const service of services) {
    const known = taken.get(service.hostname);
    if (known === undefined || rank(service) > rank(known)) taken.set(service.hostname, service);
  }
  return services.filter(({ hostname, namespace }) => taken.get(hostname)?.namespace === namespace);
}

function outboundPolicy(object: ConfigObject<SidecarSpec> | undefined, settings: MeshSettings): OutboundPolicy {
  const policy = object?.spec.outboundTrafficPolicy;
  if (object === undefined || policy === undefined) return { mode: settings.outbound, ref: undefined };
  const ref = { object: object as unknown as ConfigObject, path: ["spec", "outboundTrafficPolicy"] };
  return { mode: policy.mode ?? "REGISTRY_ONLY", ref };
}
