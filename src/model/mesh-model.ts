import type { EnvoyFilterSpec } from "../resources/types/envoy-filter.generated.ts";
import { ChainIndex } from "./envoy/chain-index.ts";
import type { Cluster, FilterChain, Listener, ListenerFault } from "./envoy/listener.ts";
import { addedCluster, addedListener } from "./envoy-filters/added.ts";
import { changesCluster, changesListener, type Patch, patchesFor } from "./envoy-filters/patches.ts";
import { type Assumed, assumedGateways } from "./istiod/assumed-gateways.ts";
import { authorizationFilter } from "./istiod/authorization.ts";
import { parseClusterName } from "./istiod/cluster-names.ts";
import { findCluster } from "./istiod/clusters.ts";
import { type RuleIndex, ruleIndex } from "./istiod/destination-rules.ts";
import { seenFrom } from "./istiod/exports.ts";
import { gatewayApi } from "./istiod/gateway-api.ts";
import { gatewayListener } from "./istiod/gateway-listener.ts";
import { gatewayServers } from "./istiod/gateway-servers.ts";
import { ANY_ADDRESS, fallthroughChain, outboundListeners } from "./istiod/outbound-listeners.ts";
import type { MeshProxy } from "./istiod/proxy.ts";
import { makeRegistry, type Registry } from "./istiod/registry.ts";
import { addScopeService } from "./istiod/scope-services.ts";
import { type MeshService, portOf } from "./istiod/service.ts";
import { type SidecarScope, sidecarScope } from "./istiod/sidecar-scope.ts";
import { makeWorkloads, type Workloads } from "./istiod/workloads.ts";
import {
  networkPolicyVerdict,
  type PolicyBounds,
  type PolicyTarget,
  type PolicyVerdict,
  policyBounds,
} from "./kubernetes/network-policies.ts";
import type { MeshSettings } from "./mesh-settings.ts";
import { nginxServersOf } from "./nginx/config-maps.ts";
import type { NginxServer } from "./nginx/sni-proxy.ts";
import type { World } from "./world/world.ts";

/** A listener with its index, ready to be asked. */
export interface IndexedListener {
  readonly listener: Listener;
  readonly index: ChainIndex;
}

/**
 * What istiod and Envoy make of a world of manifests: listeners, filter chains, clusters, for one proxy at a time, and only for the port
 * that is asked for. Made once; what was worked out is kept.
 */
export class MeshModel {
  readonly registry: Registry;
  readonly workloads: Workloads;
  readonly assumed: Assumed;
  /** With what the Gateway API says in Istio's kinds besides. */
  readonly world: World;
  private readonly rules: RuleIndex;
  private readonly memory = new Map<string, unknown>();

  constructor(
    world: World,
    readonly settings: MeshSettings,
  ) {
    const { meshDomain } = settings.target;
    this.world = gatewayApi(world, meshDomain);
    this.assumed = assumedGateways(this.world, meshDomain);
    this.registry = makeRegistry(this.world, settings, this.assumed.services);
    this.workloads = makeWorkloads(this.world, this.assumed.workloads);
    this.rules = ruleIndex(this.world, settings.rootNamespace, meshDomain);
  }

  /** What a sidecar is told of. */
  scope(proxy: MeshProxy): SidecarScope {
    return this.once(`scope ${key(proxy)}`, () => sidecarScope(proxy, this.world, this.registry, this.settings));
  }

  /** The services that a gateway is told of: everything that is exported to its namespace, by host. */
  servicesSeenFrom(namespace: string): ReadonlyMap<string, MeshService> {
    return this.once(`services ${namespace}`, () => {
      const services = new Map<string, MeshService>();
      for (const service of seenFrom(namespace, this.registry.services, false)) addScopeService(services, service);
      return services;
    });
  }

  /** The listener that captured traffic to an address and port meets: the address's own, else the one for every address. */
  outboundListener(proxy: MeshProxy, address: string, port: number): IndexedListener | undefined {
    const listeners = this.outboundListeners(proxy, port);
    const listener = listeners.get(address) ?? listeners.get(ANY_ADDRESS);
    const contested = this.contestedOn(proxy, port);
    return listener && contested ? { ...listener, listener: { ...listener.listener, fault: contested } } : listener;
  }

  private outboundListeners(proxy: MeshProxy, port: number): ReadonlyMap<string, IndexedListener> {
    return this.once(`outbound ${port} ${key(proxy)}`, () => {
      const made = outboundListeners(proxy, this.scope(proxy), port, this.settings.target.meshDomain);
      return new Map([...made].map(([bind, listener]) => [bind, this.indexed(listener, proxy)]));
    });
  }

  /** The addresses that have a listener of their own on a port, and the ranges by which the listener for every other address goes. */
  outboundAddresses(
    proxy: MeshProxy,
    port: number,
  ): { readonly binds: readonly string[]; readonly ranges: readonly string[] } {
    const listeners = this.outboundListeners(proxy, port);
    const chains = listeners.get(ANY_ADDRESS)?.listener.chains ?? [];
    return {
      binds: [...listeners.keys()].filter((bind) => bind !== ANY_ADDRESS),
      ranges: chains.flatMap(({ match }) => match.prefixRanges.map(({ text }) => text)),
    };
  }

  /** A host on a port of which nothing certain can be said: it may bring about listeners of any address. */
  private contestedOn(proxy: MeshProxy, port: number): ListenerFault | undefined {
    return this.once(`contested ${port} ${key(proxy)}`, () => {
      const services = this.scope(proxy)
        .listeners.flatMap((one) => one.services)
        .filter((one) => portOf(one, port));
      for (const { hostname, namespace } of services) {
        const contested = this.registry.contested(hostname, namespace);
        if (contested !== undefined) return { kind: "unknown", ...contested };
      }
      return undefined;
    });
  }

  /** Where captured traffic goes that meets no listener: Envoy's `virtualOutbound`. */
  catchAll(proxy: MeshProxy): FilterChain {
    return this.once(`catch-all ${key(proxy)}`, () => fallthroughChain(this.scope(proxy)));
  }

  /** The listener of a gateway's pod on one of its ports. */
  gatewayListener(proxy: MeshProxy, port: number): IndexedListener | undefined {
    return this.once(`gateway ${port} ${key(proxy)}`, () => {
      const made = gatewayListener({
        proxy,
        port,
        merged: gatewayServers(proxy, port, this.world, this.registry.services),
        virtualServices: this.registry.virtualServices,
        services: this.servicesSeenFrom(proxy.namespace),
        meshDomain: this.settings.target.meshDomain,
        authorization: authorizationFilter(proxy, this.world, this.settings),
      });
      return made && this.indexed(made, proxy);
    });
  }

  /** The listener that an EnvoyFilter adds in a gateway's pod. */
  addedListener(proxy: MeshProxy, address: string, port: number): IndexedListener | undefined {
    return this.once(`added ${address} ${port} ${key(proxy)}`, () => {
      const listener = addedListener(this.patches(proxy), address, port);
      return listener && { listener, index: new ChainIndex(listener) };
    });
  }

  /** The nginx that a ConfigMap of the gateway's namespace describes, listening on an address and port. */
  nginxServer({ namespace }: MeshProxy, address: string, port: number): NginxServer | undefined {
    const servers = this.once(`nginx ${namespace}`, () => nginxServersOf(namespace, this.world));
    return servers.find((server) => server.port === port && ["0.0.0.0", "*", address].includes(server.address));
  }

  /** A cluster by its name, if the proxy has it. */
  cluster(proxy: MeshProxy, name: string): Cluster | undefined {
    return this.once(`cluster ${name} ${key(proxy)}`, () => {
      const added = addedCluster(this.patches(proxy), name);
      if (added !== undefined) return added;
      const services = proxy.kind === "gateway" ? this.servicesSeenFrom(proxy.namespace) : this.scope(proxy).services;
      const cluster = findCluster(name, { proxy, services, rules: this.rules, workloads: this.workloads });
      const wanted = parseClusterName(name);
      const owner = wanted && services.get(wanted.host)?.namespace;
      const contested = wanted && owner !== undefined && this.registry.contested(wanted.host, owner);
      if (cluster !== undefined && contested) return { ...cluster, unknown: contested };
      const patch = changesCluster(this.patches(proxy), name);
      return cluster && patch ? patchedCluster(cluster, patch) : cluster;
    });
  }

  /** The same for a service that the proxy is surely told of, without working out what else it is told of. */
  clusterOf(proxy: MeshProxy, service: MeshService, name: string): Cluster | undefined {
    const services = new Map([[service.hostname, service]]);
    const cluster = findCluster(name, { proxy, services, rules: this.rules, workloads: this.workloads });
    const patch = cluster && this.patchesClusters ? changesCluster(this.patches(proxy), name) : undefined;
    return cluster && patch ? patchedCluster(cluster, patch) : cluster;
  }

  private get patchesClusters(): boolean {
    return this.once("patches clusters", () =>
      this.world
        .of<EnvoyFilterSpec>("EnvoyFilter")
        .some(({ spec }) =>
          (spec.configPatches ?? []).some(({ applyTo, patch }) => applyTo === "CLUSTER" && patch?.operation !== "ADD"),
        ),
    );
  }

  /** Whether NetworkPolicies let a connection out of a pod. */
  networkPolicies(proxy: MeshProxy, target: PolicyTarget): PolicyVerdict {
    if (!this.settings.enforcesNetworkPolicies) return { allowed: true, ref: undefined };
    return networkPolicyVerdict(proxy, target, this.world);
  }

  /** The ranges and ports that the NetworkPolicies of a pod name. */
  policyBounds(proxy: MeshProxy): PolicyBounds {
    if (!this.settings.enforcesNetworkPolicies) return { ranges: [], ports: [] };
    return this.once(`policy bounds ${key(proxy)}`, () => policyBounds(proxy, this.world));
  }

  /** The same mesh, where names resolve to something else. It shares what was worked out. */
  answering(addresses: MeshSettings["addresses"]): MeshModel {
    const settings = { ...this.settings, addresses };
    return Object.assign(Object.create(MeshModel.prototype), this, { settings });
  }

  private patches(proxy: MeshProxy): readonly Patch[] {
    return this.once(`patches ${key(proxy)}`, () => patchesFor(proxy, this.world, this.settings));
  }

  private indexed(listener: Listener, proxy: MeshProxy): IndexedListener {
    const index = new ChainIndex(listener);
    const patch = changesListener(this.patches(proxy), listener.name, listener.port);
    if (patch !== undefined) {
      const { namespace, name } = patch.ref.object;
      const says = `EnvoyFilter ${namespace}/${name} patches this listener`;
      return { index, listener: { ...listener, fault: { kind: "unknown", says, ref: patch.ref } } };
    }
    const { problem } = index;
    if (problem === undefined) return { listener, index };
    return { index, listener: { ...listener, fault: { kind: "refused", says: problem.says, ref: problem.chain.ref } } };
  }

  private once<T>(name: string, make: () => T): T {
    if (!this.memory.has(name)) this.memory.set(name, make());
    return this.memory.get(name) as T;
  }
}

function patchedCluster(cluster: Cluster, { ref }: Patch): Cluster {
  const { namespace, name } = ref.object;
  return { ...cluster, unknown: { says: `EnvoyFilter ${namespace}/${name} patches this cluster`, ref } };
}

function key({ kind, namespace, labels, dnsCapture }: MeshProxy): string {
  return JSON.stringify([kind, namespace, Object.entries(labels).sort(), dnsCapture]);
}
