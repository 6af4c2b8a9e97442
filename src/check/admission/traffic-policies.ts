import type {
  DestinationRuleLoadBalancer,
  DestinationRuleOutlierDetection,
  DestinationRulePortLevelSettings,
  DestinationRuleSpec,
  DestinationRuleTrafficPolicy,
} from "../../resources/types/destination-rule.generated.ts";
import type { Path } from "../rule.ts";

interface At<T> {
  readonly policy: T;
  readonly path: Path;
}

/** The traffic policies of a DestinationRule that Istio looks into: its own, and those of its subsets. */
export function trafficPolicies(spec: DestinationRuleSpec): At<DestinationRuleTrafficPolicy>[] {
  const found: At<DestinationRuleTrafficPolicy>[] = [];
  if (spec.trafficPolicy !== undefined) found.push({ policy: spec.trafficPolicy, path: ["spec", "trafficPolicy"] });
  for (const [index, { trafficPolicy }] of (spec.subsets ?? []).entries()) {
    if (trafficPolicy === undefined) continue;
    found.push({ policy: trafficPolicy, path: ["spec", "subsets", index, "trafficPolicy"] });
  }
  return found;
}

/** The same without those that Istio refuses at first sight and looks no further into (validateTrafficPolicy). */
function readable(spec: DestinationRuleSpec): At<DestinationRuleTrafficPolicy>[] {
  return trafficPolicies(spec).filter(({ policy }) => !isEmptyPolicy(policy) && !hasTunnelAndProxyProtocol(policy));
}

export function isEmptyPolicy(policy: DestinationRuleTrafficPolicy): boolean {
  const { tunnel, proxyProtocol, retryBudget, portLevelSettings } = policy;
  return (
    isEmptyPortPolicy(policy) &&
    [tunnel, proxyProtocol, retryBudget].every((part) => part === undefined) &&
    (portLevelSettings ?? []).length === 0
  );
}

export function isEmptyPortPolicy(policy: DestinationRulePortLevelSettings | DestinationRuleTrafficPolicy): boolean {
  const { outlierDetection, connectionPool, loadBalancer, tls } = policy;
  return [outlierDetection, connectionPool, loadBalancer, tls].every((part) => part === undefined);
}

export function hasTunnelAndProxyProtocol({ tunnel, proxyProtocol }: DestinationRuleTrafficPolicy): boolean {
  return tunnel !== undefined && proxyProtocol !== undefined;
}

/** Policies for one port, of all the policies that Istio looks into. */
export function portPolicies(spec: DestinationRuleSpec): At<DestinationRulePortLevelSettings>[] {
  return readable(spec).flatMap(({ policy, path }) =>
    (policy.portLevelSettings ?? []).map((one, index) => ({
      policy: one,
      path: [...path, "portLevelSettings", index],
    })),
  );
}

/** Whole policies and those for one port: what both have in common. */
export function allPolicies(
  spec: DestinationRuleSpec,
): At<DestinationRuleTrafficPolicy | DestinationRulePortLevelSettings>[] {
  return [...readable(spec), ...portPolicies(spec)];
}

/** A load balancer with the outlier detection beside it. */
export interface Balancing {
  readonly balancer: DestinationRuleLoadBalancer;
  readonly outlier: DestinationRuleOutlierDetection | undefined;
  readonly path: Path;
}

export function loadBalancers(spec: DestinationRuleSpec): Balancing[] {
  return allPolicies(spec).flatMap(({ policy: { loadBalancer, outlierDetection }, path }) =>
    loadBalancer === undefined
      ? []
      : [{ balancer: loadBalancer, outlier: outlierDetection, path: [...path, "loadBalancer"] }],
  );
}

export function readablePolicies(spec: DestinationRuleSpec): At<DestinationRuleTrafficPolicy>[] {
  return readable(spec);
}
