import type { AuthorizationPolicySpec } from "../../../resources/types/authorization-policy.generated.ts";
import { AUTHORIZATION_POLICY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const denyHttpOnly = manifestRule<AuthorizationPolicySpec>({
  code: "WE0215",
  id: "deny-http-only",
  layer: "admission",
  level: "warning",
  title: "a DENY rule by HTTP attributes that denies all TCP",
  why: "on a port that is not HTTP such attributes are taken as met, and everything is denied",
  fix: "name the ports that the rule is for",
  kinds: [AUTHORIZATION_POLICY],
  *problems({ spec: { action, rules = [] }, has }) {
    if (action !== "DENY" || !has("admission-deny-http-only-warned")) return;
    for (const [index, { from = [], to = [] }] of rules.entries()) {
      const sources = from.flatMap(({ source }) => (source === undefined ? [] : [source]));
      const operations = to.flatMap(({ operation }) => (operation === undefined ? [] : [operation]));
      const tcpSources = sources.some((source) => TCP_SOURCE.some((field) => (source[field] ?? []).length > 0));
      const tcpOperations = operations.some(
        ({ ports, notPorts }) => (ports ?? []).length + (notPorts ?? []).length > 0,
      );
      const onlyHttpSources = sources.length > 0 && operations.length === 0 && !tcpSources;
      if (!onlyHttpSources && !(operations.length > 0 && !tcpOperations)) continue;
      yield { path: ["spec", "rules", index], says: SAYS };
    }
  },
});

const TCP_SOURCE = [
  ...(["principals", "notPrincipals", "ipBlocks", "notIpBlocks", "namespaces", "notNamespaces"] as const),
  ...(["remoteIpBlocks", "notRemoteIpBlocks", "serviceAccounts", "notServiceAccounts"] as const),
];
const SAYS =
  "configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP attributes in a DENY rule; it is recommended to explicitly specify the port";
