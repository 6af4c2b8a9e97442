import type { Release } from "../../istio/release.ts";
import { ruleOf } from "../find-rule.ts";
import type { RuleProblem } from "../later-layers.ts";
import type { Path } from "../rule.ts";
import { celValue, readExpression } from "./expression.ts";
import { type RuleTree, ruleTreeOf } from "./rule-tree.ts";

/**
 * Rules of the CRD (x-kubernetes-validations) that do not hold for a manifest, as the API server evaluates them.
 *
 * @param kind `group/kind`
 * @param value a manifest that its schema accepts, without nulls
 */
export function celProblems(kind: string, value: unknown, release: Release): RuleProblem[] {
  const tree = ruleTreeOf(kind, release.name);
  if (tree === undefined) return [];
  const found: RuleProblem[] = [];
  walk(tree, celValue(value), [], release.name, found);
  return found;
}

function walk(tree: RuleTree, value: unknown, path: Path, release: string, found: RuleProblem[]): void {
  for (const { rule, message } of tree.rules) {
    if (holds(rule, value)) continue;
    found.push({
      rule: ruleOf("crd-rule"),
      problem: { path, says: message, why: `the API server refuses it: the CRD of Istio ${release} demands ${rule}` },
    });
  }
  if (Array.isArray(value)) {
    const { entries } = tree;
    if (entries === undefined) return;
    for (const [index, entry] of value.entries()) walk(entries, entry, [...path, index], release, found);
  } else if (value instanceof Map) {
    for (const [key, member] of value as ReadonlyMap<string, unknown>) {
      const below = tree.fields.get(key) ?? tree.values;
      if (below !== undefined) walk(below, member, [...path, key], release, found);
    }
  }
}

/** What cannot be evaluated (a duration that is none) does not hold: the API server refuses it too. */
function holds(rule: string, value: unknown): boolean {
  const expression = readExpression(rule);
  try {
    return expression(value) === true;
  } catch {
    return false;
  }
}
