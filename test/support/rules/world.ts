import type { Generated } from "../../../src/generate.ts";
import type { KubernetesObject, Part } from "../../../src/resources/resource.ts";
import type { AuthorizationPolicySpec } from "../../../src/resources/types/authorization-policy.generated.ts";
import type { DestinationRuleSpec } from "../../../src/resources/types/destination-rule.generated.ts";
import type { EnvoyFilterSpec } from "../../../src/resources/types/envoy-filter.generated.ts";
import type { GatewaySpec } from "../../../src/resources/types/gateway.generated.ts";
import type { KubernetesGatewaySpec } from "../../../src/resources/types/kubernetes-gateway.generated.ts";
import type { ServiceEntrySpec } from "../../../src/resources/types/service-entry.generated.ts";
import type { TLSRouteSpec } from "../../../src/resources/types/tls-route.generated.ts";
import type { VirtualServiceSpec } from "../../../src/resources/types/virtual-service.generated.ts";

/** What a rule looks at: a whole output, and the plan that it was made from. */
export type World = Pick<Generated, "plan" | "resources">;

/** A rule of the mesh; gives a sentence for each place where it is broken. */
export type Rule = (world: World) => string[];

interface Specs {
  readonly AuthorizationPolicy: AuthorizationPolicySpec;
  readonly DestinationRule: DestinationRuleSpec;
  readonly EnvoyFilter: EnvoyFilterSpec;
  readonly Gateway: GatewaySpec;
  readonly KubernetesGateway: KubernetesGatewaySpec;
  readonly ServiceEntry: ServiceEntrySpec;
  readonly TLSRoute: TLSRouteSpec;
  readonly VirtualService: VirtualServiceSpec;
}

export interface Found<Spec> {
  readonly part: Part;
  readonly spec: Spec;
  readonly name: string;
  /** `""`: the namespace that kubectl is set to. */
  readonly namespace: string;
  readonly instance: string;
}

/** All resources of a kind. `Gateway` is Istio's; the Gateway API's is `KubernetesGateway`. */
export function ofKind<K extends keyof Specs>({ resources }: World, kind: K): Found<Specs[K]>[] {
  return resources
    .filter(({ manifest }) => kindOf(manifest) === kind)
    .map(({ manifest, part }) => ({
      part,
      spec: manifest.spec as Specs[K],
      name: manifest.metadata.name,
      namespace: manifest.metadata.namespace ?? "",
      instance: manifest.metadata.labels?.["app.kubernetes.io/instance"] ?? "",
    }));
}

function kindOf({ apiVersion, kind }: KubernetesObject): string {
  return kind === "Gateway" && apiVersion.startsWith("gateway.networking.k8s.io/") ? "KubernetesGateway" : kind;
}

/** Says each value that stands twice. */
export function twice(values: readonly (string | number)[], what: string): string[] {
  const seen = new Set<string | number>();
  return values.flatMap((value) => {
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [`${what} ${value} stands twice`];
  });
}
