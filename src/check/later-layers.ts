import type { Capability } from "../istio/capability.ts";
import { NEWEST_RELEASE, type Release } from "../istio/release.ts";
import { isMap } from "../schema/problems.ts";
import { pathText } from "../schema/quoted.ts";
import { celProblems } from "./cel/cel-layer.ts";
import { isManifestRule, type Layer, type ManifestRule, type Problem, type Rule, type RuleSubject } from "./rule.ts";
import { RULES } from "./rules/registry.ts";
import { kindOf } from "./schema-layer.ts";
import { withZeroValues } from "./zero-values.ts";

/** The layers after the schema, made ready. */
export interface LaterLayers {
  readonly cel: boolean;
  readonly rules: ReadonlyMap<string, readonly ManifestRule[]>;
}

export interface Context {
  readonly release: Release;
  has(capability: Capability): boolean;
}

export interface RuleProblem {
  readonly rule: Rule;
  readonly problem: Problem;
}

export function loadLaterLayers(layers: ReadonlySet<Layer>): LaterLayers {
  const rules = new Map<string, ManifestRule[]>();
  for (const rule of RULES) {
    if (!isManifestRule(rule) || !layers.has(rule.layer)) continue;
    for (const kind of rule.kinds) {
      const known = rules.get(kind);
      if (known === undefined) rules.set(kind, [rule]);
      else known.push(rule);
    }
  }
  return { cel: layers.has("cel"), rules };
}

/**
 * What is wrong with a manifest that its schema accepts. Where the CRD's own rules refuse a field already, what istiod would say of the same field
 * is left out: its webhook never sees it, and one mistake is one finding.
 *
 * @param value without nulls
 */
export function laterProblems({ cel, rules }: LaterLayers, value: unknown, context: Context): RuleProblem[] {
  const { release } = context;
  const kind = kindOf(value);
  if (kind === undefined) return [];
  const found: RuleProblem[] = cel ? celProblems(kind, value, release) : [];
  const refused = new Set(found.map(({ problem }) => pathText(problem.path)));
  const strict = release.name === NEWEST_RELEASE.name && isMap(value) && isMap(value.spec);
  const subject = subjectOf(kind, value, context, strict);
  for (const rule of rules.get(kind) ?? []) {
    for (const problem of rule.problems(subject)) {
      if (rule.level === "error" && refused.has(pathText(problem.path))) continue;
      found.push({ rule, problem });
    }
  }
  return found;
}

function subjectOf(kind: string, value: unknown, { release, has }: Context, strict: boolean): RuleSubject {
  const manifest = isMap(value) ? value : {};
  const metadata = isMap(manifest.metadata) ? manifest.metadata : {};
  return {
    kind,
    name: typeof metadata.name === "string" ? metadata.name : "",
    namespace: typeof metadata.namespace === "string" && metadata.namespace !== "" ? metadata.namespace : "default",
    labels: textsOf(metadata.labels),
    annotations: textsOf(metadata.annotations),
    spec: strict ? manifest.spec : withZeroValues(kind, manifest.spec),
    release,
    has,
  };
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
