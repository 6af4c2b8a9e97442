import type { AuthorizationPolicySpec } from "../../../resources/types/authorization-policy.generated.ts";
import { AUTHORIZATION_POLICY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const sniDenied = manifestRule<AuthorizationPolicySpec>({
  code: "WE0407",
  id: "sni-denied",
  layer: "security",
  level: "warning",
  title: "a policy that refuses by SNI",
  why: "the client chooses what it sends as SNI: another name, another case, or none. A list of what may not pass lets all of these through",
  fix: "use action ALLOW and list what may pass in values",
  kinds: [AUTHORIZATION_POLICY],
  *problems({ spec: { action = "ALLOW", rules = [] } }) {
    for (const [index, { when = [] }] of rules.entries()) {
      for (const [at, { key, values = [], notValues = [] }] of when.entries()) {
        if (key !== "connection.sni") continue;
        const path = ["spec", "rules", index, "when", at];
        if (action === "DENY" && values.length > 0)
          yield { path: [...path, "values"], says: "whatever else a client sends as SNI passes this DENY" };
        // DENY of all but some is a list of what may pass.
        if (action === "ALLOW" && notValues.length > 0)
          yield { path: [...path, "notValues"], says: "every SNI but these passes, none at all too" };
      }
    }
  },
});
