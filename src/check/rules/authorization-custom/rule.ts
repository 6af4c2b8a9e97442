import type { AuthorizationPolicySpec } from "../../../resources/types/authorization-policy.generated.ts";
import { AUTHORIZATION_POLICY } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const authorizationCustom = manifestRule<AuthorizationPolicySpec>({
  code: "WE0210",
  id: "authorization-custom",
  layer: "admission",
  level: "error",
  title: "an action CUSTOM without a provider or rules, or with conditions that it does not have",
  why: "CUSTOM asks a provider, about requests that rules choose; it does not know the peers",
  fix: "name provider.name and rules, without conditions on who asks",
  kinds: [AUTHORIZATION_POLICY],
  *problems({ spec, has }) {
    const { action, rules, provider } = spec;
    if (action !== "CUSTOM") return;
    const none = has("admission-empty-list-is-none") ? (rules ?? []).length === 0 : rules === undefined;
    if (none) {
      const says = `CUSTOM action without \`rules\` is meaningless as it will never be triggered, ${ADD_A_RULE}`;
      yield { path: ["spec"], says };
    } else if (!provider?.name) yield { path: ["spec", "provider"], says: "`provider.name` must not be empty" };
    for (const [index, { from, when }] of entriesOf(rules)) {
      for (const [number, { source = {} }] of entriesOf(from)) {
        const path = ["spec", "rules", index, "from", number, "source"];
        for (const [field, name] of UNSUPPORTED) {
          if ((source[field] ?? []).length > 0)
            yield { path: [...path, field], part: "key", says: `From.${name} ${NOT_WITH_CUSTOM}` };
        }
      }
      for (const [number, { key }] of entriesOf(when)) {
        if (!KEYS.has(key) && !key.startsWith("request.auth.")) continue;
        yield { path: ["spec", "rules", index, "when", number, "key"], says: `${key} ${NOT_WITH_CUSTOM}` };
      }
    }
  },
});

const ADD_A_RULE = "add an empty rule `{}` if you want it be triggered for every request";
const NOT_WITH_CUSTOM = "is currently not supported with CUSTOM action";
const UNSUPPORTED = [
  ["namespaces", "Namespaces"],
  ["notNamespaces", "NotNamespaces"],
  ["serviceAccounts", "ServiceAccounts"],
  ["notServiceAccounts", "NotServiceAccounts"],
  ["trustDomains", "TrustDomains"],
  ["notTrustDomains", "NotTrustDomains"],
  ["principals", "Principals"],
  ["notPrincipals", "NotPrincipals"],
  ["requestPrincipals", "RequestPrincipals"],
  ["notRequestPrincipals", "NotRequestPrincipals"],
] as const;
const KEYS = new Set(["source.namespace", "source.serviceAccount", "source.trustDomain", "source.principal"]);
