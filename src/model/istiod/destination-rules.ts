import type {
  DestinationRuleLoadBalancer,
  DestinationRuleSpec,
  DestinationRuleSubsets,
  DestinationRuleTls,
  DestinationRuleTrafficPolicy,
} from "../../resources/types/destination-rule.generated.ts";
import type { ConfigObject, FieldRef } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { byAge } from "./age.ts";
import { visibleIn } from "./exports.ts";
import { mostSpecific } from "./host-name.ts";
import { type MeshProxy, selects } from "./proxy.ts";
import type { MeshService } from "./service.ts";
import { fullName } from "./virtual-services.ts";

type Rule = ConfigObject<DestinationRuleSpec>;

/** The DestinationRules that hold for one proxy and host: of several for one host, the first and what others add to it. */
export interface EffectiveRule {
  readonly rules: readonly Rule[];
}

export interface RuleIndex {
  /** The rules for a service, seen from a namespace. */
  rulesFor(service: MeshService, proxy: MeshProxy): EffectiveRule | undefined;
}

/**
 * Where rules are looked for: the proxy's own namespace, the service's, the root namespace; in each the most specific host wins. A rule
 * of another namespace counts when it is exported.
 *
 * Source: istio pilot/pkg/model/push_context.go, destinationRule, and destination_rule.go, mergeDestinationRule.
 */
export function ruleIndex(world: World, rootNamespace: string, meshDomain: string): RuleIndex {
  const sorted = byAge(world.of<DestinationRuleSpec>("DestinationRule"));
  // Those with a workload selector come first, each group by age.
  const rules = [...sorted.filter(hasSelector), ...sorted.filter((rule) => !hasSelector(rule))];
  const own = new Map<string, Map<string, Rule[]>>();
  const exported = new Map<string, Map<string, Rule[]>>();
  for (const rule of rules) {
    const host = fullName(rule.spec.host, rule.namespace, meshDomain);
    const exportTo = hasSelector(rule) ? ["."] : (rule.spec.exportTo ?? []);
    if (visibleIn(exportTo, rule.namespace, rule.namespace)) append(own, rule, host);
    if (!isPrivate(exportTo, rule.namespace)) append(exported, rule, host);
  }
  return {
    rulesFor: (service, proxy) => {
      const mine = mostSpecific(service.hostname, own.get(proxy.namespace) ?? new Map<string, Rule[]>());
      // In the root namespace only what is private to it goes before the service's own namespace.
      const local =
        proxy.namespace === rootNamespace
          ? mine?.filter((rule) => isPrivate(rule.spec.exportTo ?? [], rule.namespace))
          : mine;
      const candidates = [local, seen(exported, service.namespace), seen(exported, rootNamespace)];
      for (const found of candidates) {
        const holding = found?.filter((rule) => selects(rule.spec.workloadSelector?.matchLabels, proxy.labels));
        if (holding !== undefined && holding.length > 0) return { rules: merged(holding) };
      }
      return undefined;

      function seen(index: ReadonlyMap<string, Map<string, Rule[]>>, namespace: string): Rule[] | undefined {
        const found = mostSpecific(service.hostname, index.get(namespace) ?? new Map<string, Rule[]>());
        return found?.filter((rule) => visibleIn(rule.spec.exportTo, rule.namespace, proxy.namespace));
      }
    },
  };
}

/** Rules that are exported alike are merged; of others only the first counts. */
function merged(rules: readonly Rule[]): readonly Rule[] {
  const [first, ...others] = rules;
  if (first === undefined) return [];
  const kindOf = ({ spec }: Rule) => JSON.stringify([[...(spec.exportTo ?? [])].sort(), spec.workloadSelector ?? null]);
  return [first, ...others.filter((rule) => kindOf(rule) === kindOf(first))];
}

function hasSelector({ spec }: Rule): boolean {
  return spec.workloadSelector !== undefined;
}

function isPrivate(exportTo: readonly string[], namespace: string): boolean {
  return exportTo.length === 1 && (exportTo[0] === "." || exportTo[0] === namespace);
}

function append(index: Map<string, Map<string, Rule[]>>, rule: Rule, host: string): void {
  const byHost = index.get(rule.namespace) ?? new Map<string, Rule[]>();
  byHost.set(host, [...(byHost.get(host) ?? []), rule]);
  index.set(rule.namespace, byHost);
}

export interface SubsetRef {
  readonly subset: DestinationRuleSubsets;
  readonly ref: FieldRef;
}

/** The first subset of that name. */
export function subsetOf(effective: EffectiveRule | undefined, name: string): SubsetRef | undefined {
  for (const rule of effective?.rules ?? []) {
    const index = (rule.spec.subsets ?? []).findIndex((subset) => subset.name === name);
    const subset = rule.spec.subsets?.[index];
    if (subset !== undefined) return { subset, ref: { object: asObject(rule), path: ["spec", "subsets", index] } };
  }
  return undefined;
}

/** The parts of a traffic policy that decide where a connection goes. */
interface PolicyParts {
  readonly tls: DestinationRuleTls;
  readonly loadBalancer: DestinationRuleLoadBalancer;
}

/** A part of a traffic policy that holds, and where it stands. */
export interface PolicyPart<T> {
  readonly value: T;
  readonly ref: FieldRef;
}

/**
 * A part of the traffic policy for a port: the subset's, else the rule's. In each, settings for the port stand alone: where they lack the
 * part, it is not taken from the general policy beside them.
 *
 * Source: istio pilot/pkg/networking/util, GetPortLevelTrafficPolicy and MergeSubsetTrafficPolicy.
 */
export function policyPart<Name extends keyof PolicyParts>(
  effective: EffectiveRule | undefined,
  name: Name,
  subset: string,
  port: number,
): PolicyPart<PolicyParts[Name]> | undefined {
  const own = subset === "" ? undefined : subsetOf(effective, subset);
  const fromSubset = own && partOf(own.subset.trafficPolicy, name, port, own.ref);
  if (fromSubset?.part !== undefined || fromSubset?.final) return fromSubset.part;
  const rule = effective?.rules.find(({ spec }) => spec.trafficPolicy !== undefined);
  return rule && partOf(rule.spec.trafficPolicy, name, port, { object: asObject(rule), path: ["spec"] }).part;
}

function partOf<Name extends keyof PolicyParts>(
  policy: DestinationRuleTrafficPolicy | undefined,
  name: Name,
  port: number,
  { object, path }: FieldRef,
): { readonly part: PolicyPart<PolicyParts[Name]> | undefined; readonly final: boolean } {
  const levels = policy?.portLevelSettings ?? [];
  const index = levels.findIndex((one) => one.port?.number === port);
  const forPort = levels[index];
  const place = forPort === undefined ? ["trafficPolicy", name] : ["trafficPolicy", "portLevelSettings", index, name];
  const value = (forPort ?? policy)?.[name] as PolicyParts[Name] | undefined;
  const part = value && { value, ref: { object, path: [...path, ...place] } };
  return { part, final: forPort !== undefined };
}

/** A rule that sends connections through a tunnel, which is not modelled. */
export function tunnelOf(effective: EffectiveRule | undefined, subset: string): FieldRef | undefined {
  const own = subsetOf(effective, subset);
  if (own?.subset.trafficPolicy?.tunnel !== undefined)
    return { ...own.ref, path: [...own.ref.path, "trafficPolicy", "tunnel"] };
  const rule = effective?.rules.find(({ spec }) => spec.trafficPolicy?.tunnel !== undefined);
  return rule && { object: asObject(rule), path: ["spec", "trafficPolicy", "tunnel"] };
}

function asObject(rule: Rule): ConfigObject {
  return rule as unknown as ConfigObject;
}
