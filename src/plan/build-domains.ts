import type { Sourced } from "../config/request.ts";
import { collectErrors } from "../diagnostics/collect-errors.ts";
import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import { compareText, type HostPattern, parseHostPattern } from "./host-pattern.ts";
import { PRIVATE_SUFFIX } from "./names.ts";

interface DomainSettings {
  readonly acceptBroad: boolean;
  readonly meshDomain: string;
}

/** How many names a note lists before it only counts. */
const NAMED = 3;

/**
 * The domains of a policy: read, judged, sorted, and without those that another covers already.
 *
 * @throws DiagnosticError with everything that is wrong with any of them
 */
export async function buildDomains(
  written: readonly Sourced<string>[],
  settings: DomainSettings,
): Promise<{ domains: HostPattern[]; notes: Diagnostic[] }> {
  const parsed = collectErrors(written, ({ value, at }) => parseHostPattern(value, at));
  refuseClusterNames(parsed, settings.meshDomain);
  const notes = await judgeBreadth(parsed, settings.acceptBroad);
  const { domains, covered } = withoutCovered(parsed);
  return { domains, notes: [...notes, ...coveredNote(covered), ...apexNote(domains)] };
}

function refuseClusterNames(patterns: readonly HostPattern[], meshDomain: string): void {
  const clusters = [meshDomain, "cluster.local"];
  const faults = patterns.flatMap((pattern) => {
    const { base, wildcard } = pattern;
    if ([...clusters, "svc"].some((suffix) => isBelow(base, suffix))) return clusterName(pattern);
    if (isBelow(base, PRIVATE_SUFFIX)) return reservedName(pattern);
    return wildcard && clusters.some((cluster) => isBelow(cluster, base)) ? aboveCluster(pattern, meshDomain) : [];
  });
  if (faults.length > 0) throw new DiagnosticError(...faults);
}

function isBelow(name: string, suffix: string): boolean {
  return name.endsWith(suffix) && (name.length === suffix.length || name.at(-suffix.length - 1) === ".");
}

function clusterName({ text, at }: HostPattern): Diagnostic {
  return {
    severity: "error",
    code: "cluster-internal",
    what: `"${text}" is a name inside the cluster`,
    why: "it is a Service of the mesh, which is reached without egress rules; an egress rule for it would take traffic out of the mesh",
    fix: "leave it out",
    at,
  };
}

function aboveCluster({ text, at }: HostPattern, meshDomain: string): Diagnostic {
  return {
    severity: "error",
    code: "covers-cluster",
    what: `"${text}" covers the names of the cluster's own Services, below ${meshDomain}`,
    why: "a VirtualService for it would take the mesh's own traffic out of the mesh",
    fix: "name the domains outside one by one",
    at,
  };
}

function reservedName({ text, at }: HostPattern): Diagnostic {
  return {
    severity: "error",
    code: "reserved-name",
    what: `"${text}" is a name that sidecars and the gateway have among themselves`,
    why: `names below ${PRIVATE_SUFFIX} tell the gateway which policy a connection belongs to; nobody outside has one`,
    fix: "leave it out",
    at,
  };
}

async function judgeBreadth(patterns: readonly HostPattern[], acceptBroad: boolean): Promise<Diagnostic[]> {
  const wildcards = patterns.filter(({ wildcard }) => wildcard);
  if (wildcards.length === 0) return [];
  const { breadthOf } = await import("./public-suffix/breadth.ts");
  const refused: Diagnostic[] = [];
  const notes: Diagnostic[] = [];
  for (const { text, base, at } of wildcards) {
    const breadth = breadthOf(base);
    if (breadth === "public-suffix") {
      const finding = {
        code: "public-suffix",
        what: `"${text}" opens every name that anybody registers under .${base}`,
        why: `"${base}" is a public suffix: whoever wants to take data out registers a name below it`,
        at,
      };
      if (acceptBroad) notes.push({ ...finding, severity: "warning" });
      else {
        refused.push({
          ...finding,
          severity: "error",
          fix: `name the domains, such as *.example.${base}; --accept-broad allows it all the same`,
        });
      }
    } else if (breadth === "multi-tenant") {
      notes.push({
        severity: "warning",
        code: "multi-tenant",
        what: `"${text}" covers names of many unrelated parties`,
        why: `anybody can get a name below "${base}", so this opens a way to strangers' servers`,
        fix: `name the ones you use, such as my-project.${base}`,
        at,
      });
    }
  }
  if (refused.length > 0) throw new DiagnosticError(...refused);
  return notes;
}

/** Sorted by name. A wildcard's children are found by walking up each name, so this is linear in the labels. */
function withoutCovered(patterns: readonly HostPattern[]): { domains: HostPattern[]; covered: HostPattern[] } {
  const byText = new Map<string, HostPattern>();
  for (const pattern of patterns) if (!byText.has(pattern.text)) byText.set(pattern.text, pattern);
  const wildcardBases = new Set([...byText.values()].filter(({ wildcard }) => wildcard).map(({ base }) => base));
  const domains: HostPattern[] = [];
  const covered: HostPattern[] = [];
  for (const pattern of byText.values())
    (coveredBy(pattern.base, wildcardBases) === undefined ? domains : covered).push(pattern);
  domains.sort((one, other) => compareText(one.text, other.text));
  covered.sort((one, other) => compareText(one.text, other.text));
  return { domains, covered };
}

/** The base of the wildcard that covers everything below (and including) `base`, when one does. */
export function coveredBy(base: string, wildcardBases: ReadonlySet<string>): string | undefined {
  for (let dot = base.indexOf("."); dot >= 0; dot = base.indexOf(".", dot + 1)) {
    const parent = base.slice(dot + 1);
    if (wildcardBases.has(parent)) return parent;
  }
  return undefined;
}

function coveredNote(covered: readonly HostPattern[]): Diagnostic[] {
  const [first] = covered;
  if (first === undefined) return [];
  return [
    {
      severity: "info",
      code: "covered-domain",
      what: `${someOf(covered)} left out: a wildcard of the same policy covers ${covered.length === 1 ? "it" : "them"}`,
      at: first.at,
    },
  ];
}

/** Apex and wildcard are two things; people who write one often mean both. */
function apexNote(domains: readonly HostPattern[]): Diagnostic[] {
  const texts = new Set(domains.map(({ text }) => text));
  const wildcardOnly = domains.filter(({ wildcard, base }) => wildcard && !texts.has(base));
  const [first] = wildcardOnly;
  if (first === undefined) return [];
  const apexes = wildcardOnly.map(({ base }) => base);
  return [
    {
      severity: "info",
      code: "apex-not-covered",
      what:
        wildcardOnly.length === 1
          ? `${first.text} does not cover ${first.base} itself`
          : `${someOf(wildcardOnly)} do not cover the names that they stand on`,
      fix: `add --domain ${apexes.slice(0, NAMED).join(",")}${apexes.length > NAMED ? ",…" : ""} if the workloads need ${apexes.length === 1 ? "it" : "them"}`,
      at: first.at,
    },
  ];
}

function someOf(patterns: readonly HostPattern[]): string {
  const names = patterns.slice(0, NAMED).map(({ text }) => text);
  const more = patterns.length - names.length;
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
}
