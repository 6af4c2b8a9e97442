import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import { coveredBy } from "./build-domains.ts";
import type { HostPattern } from "./host-pattern.ts";
import type { Plan, Policy } from "./plan.ts";

/** A domain and the policy that it belongs to. */
interface Claim {
  readonly domain: HostPattern;
  readonly policy: Policy;
}

/**
 * Refuses plans in which two policies would decide about the same connection: of two VirtualServices for one host in one namespace a
 * sidecar reads the older, and of two gateway servers for one name the later is dropped. Both were seen to fail open.
 *
 * Linear in the labels of all domains.
 */
export function refuseOverlaps(plan: Plan): void {
  if (plan.policies.length < 2) return;
  const faults = [
    ...someNamespacesUnnamed(plan.policies),
    ...overlapsAtClients(plan.policies),
    ...overlapsAtGateway(plan.policies),
    ...commonHostsInTwoProtocols(plan.policies),
  ];
  if (faults.length > 0) throw new DiagnosticError(...faults);
}

/** The namespace that kubectl is set to may be one of those that are named: then two policies would meet in it unseen. */
function someNamespacesUnnamed(policies: readonly Policy[]): Diagnostic[] {
  const unnamed = policies.find(({ clientNamespaces }) => clientNamespaces.includes(undefined));
  const named = policies.find(({ clientNamespaces }) => clientNamespaces.some((namespace) => namespace !== undefined));
  if (unnamed === undefined || named === undefined) return [];
  return [
    {
      severity: "error",
      code: "namespace-unnamed",
      what: `policy "${unnamed.name}" names no namespace, and "${named.name}" does`,
      why: "the first goes to whatever namespace kubectl is set to, which may be the other's: they could not be told apart",
      fix: "give each policy its namespace: namespace: or from: in the file, --namespace or --from on the command line",
      at: unnamed.at,
    },
  ];
}

function overlapsAtClients(policies: readonly Policy[]): Diagnostic[] {
  const byNamespace = new Map<string | undefined, Claim[]>();
  for (const policy of policies) {
    for (const namespace of policy.clientNamespaces) {
      const claims = byNamespace.get(namespace) ?? [];
      for (const domain of policy.domains) claims.push({ domain, policy });
      byNamespace.set(namespace, claims);
    }
  }
  return [...byNamespace].flatMap(([namespace, claims]) =>
    overlapsAmong(claims).map(({ one, other }) => ({
      severity: "error" as const,
      code: "overlapping-policies",
      what: `policies "${one.policy.name}" (${one.domain.text}) and "${other.policy.name}" (${other.domain.text}) overlap${namespace === undefined ? "" : ` in namespace "${namespace}"`}`,
      why: "a sidecar follows one of them and not the other, whichever is older or narrower: the stricter one may be passed by",
      fix: "put the domains into one policy, or give the policies different namespaces",
      at: other.domain.at,
    })),
  );
}

/** Without mTLS the gateway knows a policy by its names alone, whatever namespace a connection comes from. */
function overlapsAtGateway(policies: readonly Policy[]): Diagnostic[] {
  const claims = policies
    .filter(({ mtls, strategy }) => !mtls && (strategy === "sni-proxy" || strategy === "single-host"))
    .flatMap((policy) => policy.domains.map((domain) => ({ domain, policy })));
  return overlapsAmong(claims)
    .filter(({ one, other }) => !meetAtClients(one.policy, other.policy))
    .map(({ one, other }) => ({
      severity: "error",
      code: "overlapping-policies",
      what: `policies "${one.policy.name}" (${one.domain.text}) and "${other.policy.name}" (${other.domain.text}) overlap at the gateway, without mTLS`,
      why: "the gateway tells them apart by name only: of equal names it drops the later, and a narrower one takes connections of the wider",
      fix: "use --mtls, which gives each policy an outer SNI of its own, or put them into one policy",
      at: other.domain.at,
    }));
}

function meetAtClients(one: Policy, other: Policy): boolean {
  return one.clientNamespaces.some((namespace) => other.clientNamespaces.includes(namespace));
}

/** Policies that share a common host share its ServiceEntry, and a port of it has one protocol. */
function commonHostsInTwoProtocols(policies: readonly Policy[]): Diagnostic[] {
  const protocols = new Map<string, Policy>();
  const faults: Diagnostic[] = [];
  for (const policy of policies) {
    if (policy.strategy !== "single-host") continue;
    for (const { number, protocol, at } of policy.ports) {
      const other = protocols.get(`${policy.via} ${number} ${protocol === "tls" ? "http" : "tls"}`);
      protocols.set(`${policy.via} ${number} ${protocol}`, policy);
      if (other === undefined) continue;
      faults.push({
        severity: "error",
        code: "common-host-protocols",
        what: `policies "${other.name}" and "${policy.name}" want port ${number} of ${policy.via} as different protocols`,
        why: "they share the common host, and a port of a ServiceEntry has one protocol",
        fix: "give the port the same protocol in both",
        at,
      });
    }
  }
  return faults;
}

function overlapsAmong(claims: readonly Claim[]): { one: Claim; other: Claim }[] {
  const byText = new Map<string, Claim>();
  const found: { one: Claim; other: Claim }[] = [];
  for (const claim of claims) {
    const equal = byText.get(claim.domain.text);
    if (equal === undefined) byText.set(claim.domain.text, claim);
    else if (equal.policy !== claim.policy) found.push({ one: equal, other: claim });
  }
  const wildcardBases = new Set(claims.filter(({ domain }) => domain.wildcard).map(({ domain }) => domain.base));
  for (const claim of byText.values()) {
    const base = coveredBy(claim.domain.base, wildcardBases);
    const wider = base === undefined ? undefined : byText.get(`*.${base}`);
    if (wider !== undefined && wider.policy !== claim.policy) found.push({ one: wider, other: claim });
  }
  return found;
}
