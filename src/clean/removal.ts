import type { Artifact, Generated } from "../generate.ts";
import { compareText } from "../plan/host-pattern.ts";
import type { Plan } from "../plan/plan.ts";
import type { KubernetesObject } from "../resources/resource.ts";
import { strategyById } from "../strategies/registry.ts";

/** What `kubectl delete` must know of a resource. */
export interface RemovalTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** `undefined`: the namespace that kubectl is set to. */
  readonly namespace: string | undefined;
}

/** A gateway that came by Helm or istioctl, and goes the same way. */
export interface ToolRemoval {
  readonly artifact: Artifact["kind"];
  readonly fileName: string;
  readonly gateway: string;
  readonly namespace: string;
}

/** Everything to take away, in the order in which to do it. */
export interface Removal {
  readonly resources: readonly RemovalTarget[];
  /** EnvoyFilters of the old recipe, which wildegress never makes. */
  readonly legacy: readonly RemovalTarget[];
  readonly tools: readonly ToolRemoval[];
}

export interface RemovalOptions {
  /** Leave the gateway's pods and what belongs to them. */
  readonly keepGateway: boolean;
  /** Also the EnvoyFilters of Istio's old recipe. */
  readonly legacy: boolean;
}

/**
 * The EnvoyFilters of Istio's nginx recipe up to 1.13, whose Envoy filters are gone since 1.20. They stay behind on upgrade, and
 * a proxy that does not know them refuses its configuration; so they are looked for on every release.
 */
const LEGACY_ENVOY_FILTERS = ["forward-downstream-sni", "egress-gateway-sni-verifier"] as const;

/** What to delete so that nothing is left of what was generated: the reverse of the order in which it is applied. */
export function planRemoval({ plan, resources, artifacts }: Generated, options: RemovalOptions): Removal {
  const kept = options.keepGateway ? resources.filter(({ part }) => part !== "install") : resources;
  return {
    resources: kept.map(({ manifest }) => targetOf(manifest)).reverse(),
    legacy: options.legacy ? legacyFilters(plan) : [],
    tools: options.keepGateway ? [] : artifacts.map((artifact) => toolRemoval(artifact, plan)),
  };
}

function targetOf({ apiVersion, kind, metadata }: KubernetesObject): RemovalTarget {
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace };
}

/** The recipe put them where the client was, where the gateway is, or into the mesh's root namespace. */
function legacyFilters(plan: Plan): RemovalTarget[] {
  const policies = plan.policies.filter(({ strategy }) => strategyById(strategy).usesGateway);
  if (policies.length === 0) return [];
  const clients = policies.flatMap(({ clientNamespaces }) => clientNamespaces);
  const named = new Set([
    "istio-system",
    plan.gateway.namespace,
    ...clients.filter((namespace) => namespace !== undefined),
  ]);
  const namespaces = [...(clients.includes(undefined) ? [undefined] : []), ...[...named].sort(compareText)];
  return namespaces.flatMap((namespace) =>
    LEGACY_ENVOY_FILTERS.map((name) => ({
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      name,
      namespace,
    })),
  );
}

function toolRemoval({ kind, fileName }: Artifact, plan: Plan): ToolRemoval {
  return { artifact: kind, fileName, gateway: plan.gateway.name, namespace: plan.gateway.namespace };
}
