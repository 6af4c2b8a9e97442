import type { Release } from "../../istio/release.ts";
import { makeTarget } from "../../istio/target.ts";
import type { MeshSettings } from "../../model/mesh-settings.ts";
import type { World } from "../../model/world/world.ts";
import { type MeshConfig, meshConfigIn } from "./mesh-config.ts";
import type { TraceOptions } from "./options.ts";

/** The settings of a mesh, and what of them nobody said. */
export interface Settled {
  readonly settings: MeshSettings;
  readonly assumptions: readonly string[];
}

/** What is known of the mesh besides its manifests. */
export interface MeshFacts {
  readonly release: Release;
  readonly releaseKnown: boolean;
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** From --mesh-config. */
  readonly config: MeshConfig | undefined;
}

const ROOT_NAMESPACE = "istio-system";
const TRUST_DOMAIN = "cluster.local";

/** Flags win over --mesh-config, that over the ConfigMap among the manifests, and Istio's defaults fill the rest. */
export function settle(
  facts: MeshFacts,
  options: Pick<TraceOptions, "outbound" | "dnsCapture">,
  world: World,
): Settled {
  const config = facts.config ?? meshConfigIn(world)?.config;
  const assumptions: string[] = [];
  if (!facts.releaseKnown) {
    assumptions.push(`the mesh runs Istio ${facts.release.name}, the newest known (--istio RELEASE says which)`);
  }
  const outbound = options.outbound ?? config?.outbound;
  if (outbound === undefined) {
    assumptions.push(
      "the mesh lets out what no manifest lists: outboundTrafficPolicy is ALLOW_ANY, Istio's default (--outbound or --mesh-config says otherwise)",
    );
  }
  return {
    settings: {
      target: makeTarget({
        release: facts.release,
        releaseKnown: facts.releaseKnown,
        dataPlane: "sidecar",
        dnsCapture: options.dnsCapture ?? config?.dnsCapture ?? false,
        meshDomain: "cluster.local",
      }),
      outbound: outbound ?? "ALLOW_ANY",
      rootNamespace: config?.rootNamespace ?? ROOT_NAMESPACE,
      trustDomain: config?.trustDomain ?? TRUST_DOMAIN,
      enforcesNetworkPolicies: true,
      addresses: facts.addresses,
      closedWorld: false,
    },
    assumptions,
  };
}
