import type {
  AuthorizationPolicySource,
  AuthorizationPolicySpec,
} from "../../../resources/types/authorization-policy.generated.ts";
import { AUTHORIZATION_POLICY } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const authorizationRules = manifestRule<AuthorizationPolicySpec>({
  code: "WE0212",
  id: "authorization-rules",
  layer: "admission",
  level: "error",
  title: "a rule with an empty part",
  why: "an empty list of sources or operations reads like none and like all: istiod refuses it",
  fix: "fill it, or leave it out",
  kinds: [AUTHORIZATION_POLICY],
  *problems({ spec: { rules = [] }, has }) {
    for (const [index, { from, to }] of rules.entries()) {
      const path = ["spec", "rules", index];
      const at = `found at rule ${index}`;
      if (!has("admission-empty-list-is-none")) {
        if (from?.length === 0) yield { path: [...path, "from"], says: `\`from\` must not be empty, ${at}` };
        if (to?.length === 0) yield { path: [...path, "to"], says: `\`to\` must not be empty, ${at}` };
      }
      for (const [number, { source }] of entriesOf(from)) yield* sourceProblems(source, [...path, "from", number], at);
      for (const [number, { operation }] of entriesOf(to)) {
        const place = [...path, "to", number];
        if (operation === undefined) yield { path: place, says: `\`to.operation\` must not be nil, ${at}` };
        else if (isEmpty(operation)) {
          yield { path: [...place, "operation"], says: `\`to.operation\` must not be empty, ${at}` };
        }
      }
    }
  },
});

function* sourceProblems(source: AuthorizationPolicySource | undefined, path: Path, at: string): Generator<Problem> {
  if (source === undefined) {
    yield { path, says: `\`from.source\` must not be nil, ${at}` };
    return;
  }
  const place = [...path, "source"];
  const filled = (...fields: (keyof AuthorizationPolicySource)[]): boolean =>
    fields.some((field) => (source[field] ?? []).length > 0);
  const others = filled("principals", "notPrincipals", "namespaces", "notNamespaces");
  if (others && filled("serviceAccounts", "notServiceAccounts")) {
    yield { path: place, says: `cannot set serviceAccounts with namespaces or principals, ${at}` };
  }
  if (isEmpty(source)) yield { path: place, says: `\`from.source\` must not be empty, ${at}` };
}

function isEmpty(lists: object): boolean {
  return Object.values(lists).every((list) => Array.isArray(list) && list.length === 0);
}
