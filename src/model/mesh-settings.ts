import type { Target } from "../istio/target.ts";

/** What holds for the whole mesh and stands in no manifest that applies to one namespace. */
export interface MeshSettings {
  readonly target: Target;
  /** meshConfig.outboundTrafficPolicy.mode. Istio's default is ALLOW_ANY. */
  readonly outbound: "ALLOW_ANY" | "REGISTRY_ONLY";
  /** meshConfig.rootNamespace. */
  readonly rootNamespace: string;
  /** The first part of every workload's identity. */
  readonly trustDomain: string;
  /** What names resolve to, where that is known (a hosts file); lower-case names. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** Names that are known not to exist resolve to nothing; a name in neither is taken to resolve to a public address. */
  readonly closedWorld: boolean;
}
