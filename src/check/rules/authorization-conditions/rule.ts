import type { AuthorizationPolicySpec } from "../../../resources/types/authorization-policy.generated.ts";
import { AUTHORIZATION_POLICY } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { conditionProblems } from "../../admission/security-values.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const authorizationConditions = manifestRule<AuthorizationPolicySpec>({
  code: "WE0214",
  id: "authorization-conditions",
  layer: "admission",
  level: "error",
  title: "a condition that Istio does not know",
  why: "conditions compare attributes that Istio has, with values of the right form",
  fix: "take an attribute from the reference of authorization conditions, and give values",
  kinds: [AUTHORIZATION_POLICY],
  *problems({ spec: { rules = [] }, has }) {
    for (const [index, { when }] of rules.entries()) {
      for (const [number, { key, values = [], notValues = [] }] of entriesOf(when)) {
        const path = ["spec", "rules", index, "when", number];
        if (key === "") yield { path: [...path, "key"], says: "`key` must not be empty" };
        else if (values.length + notValues.length === 0) {
          yield { path, says: `at least one of \`values\` or \`notValues\` must be set for key ${key}` };
        } else if (key === SERVICE_ACCOUNT && !has("admission-service-account-condition")) {
          yield { path: [...path, "key"], says: `invalid \`value\` for \`key\` ${key}: unknown attribute: ${key}` };
        } else yield* attributeProblems(key, { values, notValues }, path);
      }
    }
  },
});

const SERVICE_ACCOUNT = "source.serviceAccount";

function* attributeProblems(
  key: string,
  lists: { readonly values: readonly string[]; readonly notValues: readonly string[] },
  path: Path,
): Generator<Problem> {
  for (const [field, name] of [
    ["values", "value"],
    ["notValues", "notValue"],
  ] as const) {
    const [problem] = conditionProblems(key, lists[field]);
    if (problem === undefined) continue;
    const at = lists[field].length > 0 ? [...path, field] : [...path, "key"];
    yield { path: at, says: `invalid \`${name}\` for \`key\` ${key}: ${problem}` };
  }
}
