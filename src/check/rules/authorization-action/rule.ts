import type { AuthorizationPolicySpec } from "../../../resources/types/authorization-policy.generated.ts";
import { AUTHORIZATION_POLICY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const authorizationAction = manifestRule<AuthorizationPolicySpec>({
  code: "WE0211",
  id: "authorization-action",
  layer: "admission",
  level: "error",
  title: "an action that its rules or its provider do not fit",
  why: "a DENY without rules denies nobody, and only CUSTOM has a provider",
  fix: "add rules, {} for every request; leave provider to CUSTOM",
  kinds: [AUTHORIZATION_POLICY],
  *problems({ spec: { action = "ALLOW", provider, rules }, has }) {
    if (provider !== undefined && action !== "CUSTOM") {
      yield { path: ["spec", "provider"], says: `\`provider\` must not be with non CUSTOM action, found ${action}` };
    }
    const none = has("admission-empty-list-is-none") ? (rules ?? []).length === 0 : rules === undefined;
    if (action !== "DENY" || !none) return;
    const rule = "add an empty rule `{}` if you want it be triggered for every request";
    const says = `DENY action without \`rules\` is meaningless as it will never be triggered, ${rule}`;
    yield { path: ["spec"], says };
  },
});
