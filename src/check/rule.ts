import type { Severity } from "../diagnostics/diagnostic.ts";
import type { Capability } from "../istio/capability.ts";
import type { Release } from "../istio/release.ts";
import type { Path } from "../schema/problems.ts";
import type { Repair } from "../schema/repair.ts";
import type { MeshRule } from "./mesh/mesh-rule.ts";

export type { Path };

/**
 * The layers of a check. First the order in which a cluster goes through them: `document` is what a file must be before anything else can be said
 * of it, and cannot be left out. Then what no server looks at: what becomes of all manifests together, what they leave open, and what an
 * upgrade does to them.
 */
export const LAYERS = ["document", "schema", "cel", "admission", "conflicts", "security", "upgrade"] as const;
export type Layer = (typeof LAYERS)[number];

export type Level = Severity;
/** From the one that matters least. */
export const LEVELS = ["info", "warning", "error"] as const satisfies readonly Level[];

/** A manifest as a rule sees it: its schema holds, nulls are gone. */
export interface RuleSubject<Spec = unknown> {
  /** `group/kind`. */
  readonly kind: string;
  readonly name: string;
  /** As istiod takes it: `default` where the manifest names none. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Spec;
  /** The target: rules ask `has`, and hand this on to what has data of its own by release. */
  readonly release: Release;
  /** Whether the target release has it. */
  has(capability: Capability): boolean;
}

/** Another place that has to do with a problem. */
export interface RelatedPath {
  readonly path: Path;
  /** What is there: "the first of them". */
  readonly words: string;
}

/** What a rule finds at one place of a manifest. */
export interface Problem {
  readonly path: Path;
  /** What is pointed at: the field's value, or its key. Default: value. */
  readonly part?: "key" | "value";
  /** For the layer admission, word for word what Istio prints. */
  readonly says: string;
  /** In place of the rule's own. */
  readonly why?: string;
  readonly fix?: string;
  readonly related?: readonly RelatedPath[];
  /** What --fix may do at `path`, where that is certain to be what was meant. */
  readonly repair?: Repair;
}

/** What is the same for all rules: also for those that code of ours finds elsewhere, such as the schema layer. */
export interface RuleFacts {
  /** `WE0042`: stable, never used again for anything else. */
  readonly code: string;
  /** The name of its folder: `service-entry-hosts`. */
  readonly id: string;
  readonly layer: Layer;
  readonly level: Level;
  /** What is wrong, in one line. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
}

/** A rule that looks at one manifest at a time. */
export interface ManifestRule<Spec = unknown> extends RuleFacts {
  /** `group/kind`, as in the schema store. */
  readonly kinds: readonly string[];
  problems(subject: RuleSubject<Spec>): Iterable<Problem>;
}

export type Rule = RuleFacts | ManifestRule | MeshRule;

export function isManifestRule(rule: Rule): rule is ManifestRule {
  return "problems" in rule;
}

export function isMeshRule(rule: Rule): rule is MeshRule {
  return "meshProblems" in rule;
}

/**
 * Makes a rule of one kind of spec fit the registry, which holds rules of all kinds. The schema layer has made sure that a spec is what its type
 * says before a rule is asked.
 */
export function manifestRule<Spec>(rule: ManifestRule<Spec>): ManifestRule {
  return { ...rule, problems: (subject) => rule.problems(subject as RuleSubject<Spec>) };
}
