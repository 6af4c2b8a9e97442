import type {
  AuthorizationPolicyRules,
  AuthorizationPolicySpec,
} from "../../resources/types/authorization-policy.generated.ts";
import type { NetworkFilter, Peer, Rbac, RbacVerdict } from "../envoy/listener.ts";
import { endingIn, type NameTable, namePatterns } from "../envoy/name-patterns.ts";
import type { MeshSettings } from "../mesh-settings.ts";
import type { ConfigObject, FieldRef } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { byAge } from "./age.ts";
import { type RuleContext, ruleMatches } from "./authorization-rule.ts";
import { type MeshProxy, selects } from "./proxy.ts";

type Policy = ConfigObject<AuthorizationPolicySpec>;

const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

/**
 * What the AuthorizationPolicies of a proxy come to; `undefined` when there are none. A match of a DENY policy refuses; with at least one
 * ALLOW policy, only what one of them matches may pass.
 *
 * Source: istio pilot/pkg/security/authz/builder/builder.go.
 */
export function authorizationFilter(proxy: MeshProxy, world: World, settings: MeshSettings): NetworkFilter | undefined {
  const policies = byAge(world.of<AuthorizationPolicySpec>("AuthorizationPolicy")).filter((policy) =>
    concerns(policy, proxy, settings),
  );
  return policies.length === 0
    ? undefined
    : { kind: "rbac", rules: judge(policies, settings), names: namesOf(policies) };
}

/** The names that rules ask about. */
function namesOf(policies: readonly Policy[]): NameTable | undefined {
  const asked = policies
    .flatMap(({ spec }) => spec.rules ?? [])
    .flatMap(({ to, when }) => [
      ...(to ?? []).flatMap(({ operation }) => [...(operation?.hosts ?? []), ...(operation?.notHosts ?? [])]),
      ...(when ?? [])
        .filter(({ key }) => key === "connection.sni")
        .flatMap(({ values, notValues }) => [...(values ?? []), ...(notValues ?? [])]),
    ]);
  const beginnings = asked.some((one) => one !== "*" && one.endsWith("*"));
  const patterns = asked.flatMap((one) =>
    one.startsWith("*") ? endingIn(one.slice(1)) : one.endsWith("*") ? [] : [one],
  );
  return namePatterns(patterns, beginnings ? "the beginning of a name in an AuthorizationPolicy" : undefined);
}

function concerns({ namespace, spec }: Policy, proxy: MeshProxy, { rootNamespace }: MeshSettings): boolean {
  if (namespace !== proxy.namespace && namespace !== rootNamespace) return false;
  const targets = [...(spec.targetRefs ?? []), ...(spec.targetRef ? [spec.targetRef] : [])];
  if (targets.length === 0) return selects(spec.selector?.matchLabels, proxy.labels);
  const own = proxy.labels[GATEWAY_NAME];
  return namespace === proxy.namespace && targets.some(({ kind, name }) => kind === "Gateway" && name === own);
}

function judge(policies: readonly Policy[], settings: MeshSettings): Rbac {
  const by = (action: string) => policies.filter(({ spec }) => (spec.action ?? "ALLOW") === action);
  const [custom] = by("CUSTOM");
  const deny = by("DENY");
  const allow = by("ALLOW");
  return (peer) => {
    if (custom !== undefined) {
      return {
        allowed: "unknown",
        says: `${nameOf(custom)} asks an external authorizer`,
        ref: refOf(custom, ["spec", "action"]),
      };
    }
    const denied = firstMatch(deny, peer, settings, "DENY");
    if (denied !== undefined) return { allowed: false, says: `${nameOf(denied.policy)} denies it`, ref: denied.ref };
    if (allow.length === 0)
      return { allowed: true, says: "no DENY policy matches, and there is no ALLOW policy", ref: undefined };
    const allowed = firstMatch(allow, peer, settings, "ALLOW");
    if (allowed !== undefined) return { allowed: true, says: `${nameOf(allowed.policy)} allows it`, ref: allowed.ref };
    return refusedByAll(allow, peer);
  };
}

function refusedByAll(allow: readonly Policy[], peer: Peer): RbacVerdict {
  const who = peer.principal === "" ? "a client without certificate" : peer.principal;
  const [first] = allow;
  const names = allow.map(nameOf).join(", ");
  return {
    allowed: false,
    says: `no ALLOW policy matches ${who}: ${names}`,
    ref: first && refOf(first, ["spec", "rules"]),
  };
}

function firstMatch(
  policies: readonly Policy[],
  peer: Peer,
  { trustDomain }: MeshSettings,
  action: RuleContext["action"],
): { readonly policy: Policy; readonly ref: FieldRef } | undefined {
  for (const policy of policies) {
    const rules: readonly AuthorizationPolicyRules[] = policy.spec.rules ?? [];
    const index = rules.findIndex((rule) =>
      ruleMatches(rule, peer, { trustDomain, action, namespace: policy.namespace }),
    );
    if (index >= 0) return { policy, ref: refOf(policy, ["spec", "rules", index]) };
  }
  return undefined;
}

function nameOf({ namespace, name }: Policy): string {
  return `AuthorizationPolicy ${namespace}/${name}`;
}

function refOf(policy: Policy, path: FieldRef["path"]): FieldRef {
  return { object: policy as unknown as ConfigObject, path };
}
