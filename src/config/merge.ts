import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { FlagRequest } from "./from-flags.ts";
import type { PolicyRequest, Request, Sourced } from "./request.ts";
import { defined } from "./value-reader.ts";

/**
 * Lays flags over the file: what a flag says holds for every policy, whatever the file says.
 * Domains are the exception: they belong to one policy, so with several in the file `--name` has to choose it.
 *
 * @param file what the file says; undefined without a file
 * @throws DiagnosticError when `--domain` or `--name` does not tell which policy is meant
 */
export function mergeRequest(flags: FlagRequest, file: Request | undefined): Request {
  const policies = mergePolicies(flags, file?.policies ?? []).map((policy) => ({ ...policy, ...flags.settings }));
  const defaults = { ...file?.defaults, ...flags.settings };
  const gateway = { ...file?.gateway, ...flags.gateway };
  const harden = { ...file?.harden, ...flags.harden };
  const mesh = defined({
    istio: file?.istio,
    dataPlane: file?.dataPlane,
    dnsCapture: file?.dnsCapture,
    meshDomain: file?.meshDomain,
  });
  return { ...mesh, ...flags.mesh, ...filled({ gateway, harden, defaults }), policies };
}

function mergePolicies(flags: FlagRequest, policies: readonly PolicyRequest[]): readonly PolicyRequest[] {
  const { domains, name } = flags;
  const [first, ...others] = policies;
  if (first === undefined) {
    const at = domains[0]?.at;
    return at === undefined ? [] : [{ at, domains, ...defined({ name }) }];
  }
  if (others.length > 0) return replaceDomains(flags, policies);
  return [{ ...first, ...(domains.length > 0 ? { domains } : {}), ...defined({ name: name ?? first.name }) }];
}

/**
 * With several policies in the file `--name` says which one gets the domains. The others stay in the output: what they share
 * (a gateway, the proxy's allow-list) must keep their part of it.
 */
function replaceDomains(flags: FlagRequest, policies: readonly PolicyRequest[]): readonly PolicyRequest[] {
  const { domains, name } = flags;
  if (name === undefined) {
    if (domains.length === 0) return policies;
    throw whichPolicy(policies, domains[0]?.at);
  }
  if (!policies.some((policy) => policy.name?.value === name.value)) throw noSuchPolicy(policies, name);
  if (domains.length === 0) throw nameAlone(name);
  return policies.map((policy) => (policy.name?.value === name.value ? { ...policy, domains } : policy));
}

function whichPolicy(policies: readonly PolicyRequest[], at: Origin | undefined): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "which-policy",
    what: `--domain does not say which of the file's ${policies.length} policies it is for`,
    why: "the domains of the command line replace those of one policy",
    fix: `add --name with one of: ${namesOf(policies)}`,
    at,
  });
}

function noSuchPolicy(policies: readonly PolicyRequest[], name: Sourced<string>): DiagnosticError {
  const names = policies.flatMap((policy) => policy.name?.value ?? []);
  const meant = didYouMean(name.value, names);
  return new DiagnosticError({
    severity: "error",
    code: "no-such-policy",
    what: `the file has no policy with the name "${name.value}"`,
    why: "with a file of several policies, --name says which one --domain is for",
    fix: meant === undefined ? `use one of: ${namesOf(policies)}` : `did you mean --name ${meant}?`,
    at: name.at,
  });
}

function nameAlone(name: Sourced<string>): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "name-without-domain",
    what: "--name stands alone, and the file has several policies",
    why: "it says which policy the domains of --domain are for; the output always has all policies, since they share the gateway",
    fix: "add --domain, or leave --name out",
    at: name.at,
  });
}

function namesOf(policies: readonly PolicyRequest[]): string {
  const names = policies.flatMap((policy) => policy.name?.value ?? []);
  if (names.length === 0) return "(no policy of the file has a name: give them names first)";
  const shown = names.slice(0, 10).join(", ");
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

/** Leaves out what has nothing in it. */
function filled<T extends Record<string, object>>(parts: T): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0)) as Partial<T>;
}
