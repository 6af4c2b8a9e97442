import { type Capability, releaseHas } from "../../istio/capability.ts";
import type { Release } from "../../istio/release.ts";
import { makeTarget } from "../../istio/target.ts";
import { MeshModel } from "../../model/mesh-model.ts";
import type { MeshSettings } from "../../model/mesh-settings.ts";
import type { ConfigObject } from "../../model/world/config-object.ts";
import type { World } from "../../model/world/world.ts";
import type { ConfText } from "./conf-text.ts";
import { type GatewayPods, gatewayPods } from "./gateway-pods.ts";
import { type MeshConfigFacts, meshConfigFacts } from "./mesh-config-facts.ts";
import { meshDomainOf } from "./mesh-domain.ts";
import { type RouteLeg, routeLegs } from "./route-legs.ts";

/** All manifests of a run, and what istiod and Envoy make of them. What several rules ask for is worked out once. */
export class CheckedMesh {
  readonly model: MeshModel;
  readonly release: Release;
  /** Confs of nginx that read server names: files, and those in ConfigMaps. */
  readonly confs: readonly ConfText[];
  /** Objects that were replaced by a later one with their name. */
  readonly replaced: readonly Replaced[];
  readonly meshConfig: MeshConfigFacts;
  private readonly memory = new Map<unknown, unknown>();

  constructor({ world, release, confs, replaced }: MeshInputs) {
    this.release = release;
    this.confs = confs;
    this.replaced = replaced;
    this.meshConfig = meshConfigFacts(world);
    this.model = new MeshModel(world, settingsFor(this.meshConfig, meshDomainOf(world), release));
  }

  get world(): World {
    return this.model.world;
  }

  has(capability: Capability): boolean {
    return releaseHas(this.release, capability);
  }

  /** The pods that serve Gateways, as far as they are known. */
  get gateways(): readonly GatewayPods[] {
    return this.once(gatewayPods, () => gatewayPods(this.model));
  }

  /** Every destination that VirtualServices send to, once for each proxy that may take it. */
  get legs(): readonly RouteLeg[] {
    return this.once(routeLegs, () => routeLegs(this));
  }

  /** Keeps what a rule's helper has worked out, for the other rules of the run. @param key such as the helper itself */
  once<T>(key: unknown, make: () => T): T {
    if (!this.memory.has(key)) this.memory.set(key, make());
    return this.memory.get(key) as T;
  }
}

export interface Replaced {
  readonly object: ConfigObject;
  readonly by: ConfigObject;
}

export interface MeshInputs {
  readonly world: World;
  readonly release: Release;
  readonly confs: readonly ConfText[];
  readonly replaced: readonly Replaced[];
}

function settingsFor(
  { outbound, rootNamespace, trustDomain }: MeshConfigFacts,
  meshDomain: string,
  release: Release,
): MeshSettings {
  return {
    target: makeTarget({
      release,
      releaseKnown: true,
      dataPlane: "sidecar",
      dnsCapture: false,
      meshDomain,
    }),
    outbound: outbound ?? "ALLOW_ANY",
    rootNamespace: rootNamespace ?? "istio-system",
    trustDomain: trustDomain ?? "cluster.local",
    enforcesNetworkPolicies: true,
    addresses: new Map(),
    closedWorld: false,
  };
}
