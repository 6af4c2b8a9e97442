import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { compareText, covers, type HostPattern, parseHostPattern } from "../plan/host-pattern.ts";
import type { Plan, Policy } from "../plan/plan.ts";

/** A name to ask for, and what of. */
export interface TriedName {
  readonly name: string;
  /** Path of the URL, with its slash. */
  readonly path: string;
  /** True when nobody gave the name: it is a guess that may not exist. */
  readonly guessed: boolean;
}

export interface NameOptions {
  /** `--try NAME[/PATH]` */
  readonly tries: readonly string[];
  /** `--outside NAME[/PATH]` */
  readonly outside: readonly string[];
  /** Names per policy that are derived from its domains at most; 0: all. */
  readonly limit: number;
}

/** Reserved for examples, and they exist and answer on 80 and 443 (RFC 2606, IANA). */
const WELL_KNOWN_OUTSIDE = ["www.example.com", "www.example.org", "www.example.net"] as const;

/** Names inside the policy: those that were given for it, else one for each of its domains, as far as the limit goes. */
export function namesInside(policy: Policy, options: NameOptions): TriedName[] {
  const given = options.tries.map((text) => parseTried(text, "--try")).filter(({ name }) => isCovered(name, policy));
  if (given.length > 0) return given;
  const derived = new Map<string, TriedName>();
  for (const domain of policy.domains) {
    if (options.limit > 0 && derived.size >= options.limit) break;
    const name = childOf(domain, policy);
    if (!derived.has(name)) derived.set(name, { name, path: "/", guessed: domain.wildcard && name !== policy.via });
  }
  return [...derived.values()];
}

/** The names that a wildcard leaves out although people take them for part of it, where no policy of the plan has them. */
export function apexesOutside(policy: Policy, plan: Plan, options: NameOptions): TriedName[] {
  const apexes = policy.domains
    .filter(({ wildcard, base }) => wildcard && base.includes(".") && !isCoveredByAny(base, plan))
    .map(({ base }) => base);
  const unique = [...new Set(apexes)].sort(compareText);
  return (options.limit > 0 ? unique.slice(0, options.limit) : unique).map((name) => ({
    name,
    path: "/",
    guessed: true,
  }));
}

/** Names that must not be reached: as given, else the first well-known one that no policy of the plan has. */
export function namesOutside(plan: Plan, options: NameOptions): TriedName[] {
  if (options.outside.length > 0) return options.outside.map((text) => parseTried(text, "--outside"));
  const free = WELL_KNOWN_OUTSIDE.find((name) => !isCoveredByAny(name, plan));
  return free === undefined ? [] : [{ name: free, path: "/", guessed: true }];
}

/** @throws DiagnosticError when a name that was given is on the wrong side of the policies, or no name at all */
export function checkNames(plan: Plan, options: NameOptions): void {
  const problems = [];
  for (const text of options.tries) {
    const { name } = parseTried(text, "--try");
    if (isCoveredByAny(name, plan)) continue;
    problems.push({
      severity: "error" as const,
      code: "try-outside",
      what: `"${name}" is in no policy, so it cannot be expected to answer`,
      why: "--try is for names that the policies allow",
      fix: `add it with --domain, or give --outside ${name} to check that it is refused`,
      at: flag("--try", text),
    });
  }
  for (const text of options.outside) {
    const { name } = parseTried(text, "--outside");
    if (!isCoveredByAny(name, plan)) continue;
    problems.push({
      severity: "error" as const,
      code: "outside-inside",
      what: `"${name}" is allowed by a policy, so it cannot be expected to be refused`,
      why: "--outside is for names that no policy has",
      fix: `give --try ${name} to check that it is reached`,
      at: flag("--outside", text),
    });
  }
  if (problems.length > 0) throw new DiagnosticError(...problems);
}

function childOf(domain: HostPattern, policy: Policy): string {
  if (!domain.wildcard) return domain.base;
  if (policy.via !== undefined && covers(domain, patternOf(policy.via))) return policy.via;
  return `www.${domain.base}`;
}

function parseTried(text: string, flagName: "--try" | "--outside"): TriedName {
  const slash = text.includes("://") ? -1 : text.indexOf("/");
  const at = flag(flagName, text);
  const pattern = parseHostPattern(slash < 0 ? text : text.slice(0, slash), at);
  const path = slash < 0 ? "/" : text.slice(slash);
  if (pattern.wildcard || !/^[\x21-\x7e]*$/.test(path)) {
    throw new DiagnosticError({
      severity: "error",
      code: "not-a-name",
      what: `"${text}" is not one name that can be asked for`,
      why: pattern.wildcard ? "a wildcard has no address" : "the path has characters that a URL cannot have",
      fix: pattern.wildcard ? `write for example ${flagName} www.${pattern.base}` : "percent-encode the path",
      at,
    });
  }
  return { name: pattern.base, path, guessed: false };
}

function isCoveredByAny(name: string, plan: Plan): boolean {
  return plan.policies.some((policy) => isCovered(name, policy));
}

function isCovered(name: string, policy: Policy): boolean {
  const pattern = patternOf(name);
  return policy.domains.some((domain) => covers(domain, pattern));
}

function patternOf(name: string): HostPattern {
  return { text: name, wildcard: false, base: name, at: { kind: "default" } };
}

function flag(name: string, value: string): Origin {
  return { kind: "flag", flag: name, value };
}
