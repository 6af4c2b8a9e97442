import type { Target } from "../istio/target.ts";

/** What holds for the whole mesh and stands in no manifest that applies to one namespace. */
export interface MeshSettings {
  /** Its `dnsCapture` says whether Istio's DNS proxy answers workloads. */
  readonly target: Target;
  /** meshConfig.outboundTrafficPolicy.mode. Istio's default is ALLOW_ANY. */
  readonly outbound: "ALLOW_ANY" | "REGISTRY_ONLY";
  /** meshConfig.rootNamespace. */
  readonly rootNamespace: string;
  /** The first part of every workload's identity. */
  readonly trustDomain: string;
  /** Whether something in the cluster enforces NetworkPolicies. */
  readonly enforcesNetworkPolicies: boolean;
  /** What names resolve to, where that is known (a hosts file); lower-case names. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** Whether `addresses` and `listening` are all there is; else a name that is not among them resolves to a public address. */
  readonly closedWorld: boolean;
  /** Ports that are open at addresses outside the mesh; only in a closed world. */
  readonly listening?: ReadonlyMap<string, ReadonlySet<number>>;
}
