import { type Diagnostic, DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { compareText, type HostPattern } from "./host-pattern.ts";
import { fnv1a, MAX_POLICY_NAME } from "./names.ts";

interface Unnamed {
  readonly given: string | undefined;
  /** Sorted. */
  readonly domains: readonly HostPattern[];
  /** Tells policies with the same domains apart, whatever their order. */
  readonly sortKey?: string;
  readonly at: Origin;
}

/**
 * Names for policies, in their order. One that the user did not name is called after its first domain, as Istio's docs do: `wikipedia` for
 * `*.wikipedia.org`; where that is taken, `wikipedia-org`.
 *
 * @throws DiagnosticError when two policies are given the same name
 */
export function policyNames(policies: readonly Unnamed[]): string[] {
  const taken = new Set<string>();
  const faults: Diagnostic[] = [];
  for (const { given, at } of policies) {
    if (given === undefined) continue;
    if (taken.has(given)) {
      faults.push({
        severity: "error",
        code: "duplicate-policy",
        what: `two policies are called "${given}"`,
        why: "a policy's name is the name of its resources: one would overwrite the other",
        fix: "rename one, or put the domains into one policy",
        at,
      });
    }
    taken.add(given);
  }
  if (faults.length > 0) throw new DiagnosticError(...faults);
  const names = policies.map(({ given }) => given);
  // In the order of their domains, not of the input: the same policies get the same names however they are listed.
  const order = policies
    .map((_, index) => index)
    .map((index) => ({ index, key: textOf(policies[index]) }))
    .sort((one, other) => compareText(one.key, other.key))
    .map(({ index }) => index);
  for (const index of order) {
    const domains = policies[index]?.domains ?? [];
    if (names[index] !== undefined) continue;
    const base = domains[0]?.base ?? "egress";
    const chosen = firstFree(base, domains, taken);
    taken.add(chosen);
    names[index] = chosen;
  }
  return names.map((name) => name ?? "");
}

function textOf(policy: Unnamed | undefined): string {
  return policy === undefined ? "" : `${policy.domains.map(({ text }) => text).join(",")} ${policy.sortKey ?? ""}`;
}

/** Policies with the same domains, for different namespaces, end in a number. */
function firstFree(base: string, domains: readonly HostPattern[], taken: ReadonlySet<string>): string {
  const dashed = base.replaceAll(".", "-");
  const hashed = `${dashed}-${hashOf(domains)}`;
  const name = [shortName(base), labelOf(dashed), labelOf(hashed)].find((candidate) => !taken.has(candidate));
  if (name !== undefined) return name;
  let number = 2;
  while (taken.has(labelOf(`${hashed}-${number}`))) number += 1;
  return labelOf(`${hashed}-${number}`);
}

/** The label that says most: the longest of those before the last, the rightmost of several (`wikipedia`, `bbc` of `www.bbc.co.uk`). */
function shortName(base: string): string {
  const labels = base.split(".");
  const candidates = labels.length > 1 ? labels.slice(0, -1) : labels;
  const best = candidates.reduce((longest, label) => (label.length >= longest.length ? label : longest), "");
  return labelOf(best);
}

/** Cut to the length of a policy's name, with a hash where something was cut off. */
function labelOf(text: string): string {
  if (text.length <= MAX_POLICY_NAME) return text;
  return `${text.slice(0, MAX_POLICY_NAME - 9).replace(/-+$/, "")}-${hex(fnv1a(text))}`;
}

function hashOf(domains: readonly HostPattern[]): string {
  return hex(fnv1a(domains.map(({ text }) => text).join(",")));
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
