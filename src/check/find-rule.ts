import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { Rule } from "./rule.ts";
import { RULES } from "./rules/registry.ts";

let byName: ReadonlyMap<string, Rule> | undefined;

/** The rule of a code (`WE0042`, in any case) or of a name (`export-to`). */
export function findRule(name: string): Rule | undefined {
  byName ??= new Map(RULES.flatMap((rule) => [[rule.code.toLowerCase(), rule] as const, [rule.id, rule] as const]));
  return byName.get(name.toLowerCase());
}

/** The rule of a name that code of ours uses. */
export function ruleOf(id: string): Rule {
  const rule = findRule(id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  return rule;
}

/** What to say to a person who named a rule that is not there. */
export function unknownRuleFix(name: string): string {
  const meant = didYouMean(
    name,
    RULES.flatMap(({ code, id }) => [code, id]),
  );
  return meant === undefined ? "docs/rules/README.md lists the rules" : `did you mean ${meant}?`;
}
