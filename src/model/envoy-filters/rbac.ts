import { contains, rangeOf } from "../envoy/address-match.ts";
import type { Peer, Rbac } from "../envoy/listener.ts";
import { endingIn, type NameTable, namePatterns } from "../envoy/name-patterns.ts";
import type { FieldRef } from "../world/config-object.ts";
import { at, field, isObject, list, text, typedConfig } from "./json.ts";

type Answer = boolean | "unknown";

/**
 * Envoy's own RBAC rules. Policies are alternatives; ALLOW lets pass what one matches, DENY what none does.
 *
 * Source: envoy api envoy/config/rbac/v3/rbac.proto.
 */
export function envoyRbac(config: unknown, ref: FieldRef): Rbac {
  const rules = field(config, "rules");
  const policies = Object.entries((isObject(field(rules, "policies")) ? field(rules, "policies") : {}) as object);
  const action = text(rules, "action") || "ALLOW";
  return (peer) => {
    if (rules === undefined) return { allowed: true, says: "its RBAC filter has no rules", ref };
    const answers = policies.map(([name, policy]) => ({ name, answer: policyMatches(policy, peer) }));
    if (answers.some(({ answer }) => answer === "unknown")) {
      return { allowed: "unknown", says: "its RBAC rules hold a condition that is not modelled", ref };
    }
    const matched = answers.find(({ answer }) => answer === true)?.name;
    if (action === "DENY") {
      return matched === undefined
        ? { allowed: true, says: "no DENY rule matches", ref }
        : { allowed: false, says: `the rule "${matched}" denies it`, ref };
    }
    return matched === undefined
      ? { allowed: false, says: "no rule of the list allows it", ref }
      : { allowed: true, says: `the rule "${matched}" allows it`, ref };
  };
}

function policyMatches(policy: unknown, peer: Peer): Answer {
  if (field(policy, "condition") !== undefined || field(policy, "checked_condition") !== undefined) return "unknown";
  const permitted = any(list(policy, "permissions").map((one) => permission(one, peer)));
  const meant = any(list(policy, "principals").map((one) => principal(one, peer)));
  return all([permitted, meant]);
}

function permission(rule: unknown, peer: Peer): Answer {
  return combined(rule, "rules", peer, permission, (name, value) => {
    if (name === "any") return value === true;
    if (name === "matcher") return matcher(value, peer);
    if (name === "destination_port") return value === peer.port;
    if (name === "requested_server_name") return stringMatch(value, peer.serverName);
    return "unknown";
  });
}

function principal(rule: unknown, peer: Peer): Answer {
  return combined(rule, "ids", peer, principal, (name, value) => {
    if (name === "any") return value === true;
    if (name === "authenticated") {
      const wanted = field(value, "principal_name");
      if (wanted === undefined) return peer.principal !== "";
      return peer.principal !== "" && stringMatch(wanted, `spiffe://${peer.principal}`);
    }
    if (name === "direct_remote_ip" || name === "remote_ip") return inRange(value, peer.address);
    return "unknown";
  });
}

/** and, or, not, and what is left to the caller. */
function combined(
  rule: unknown,
  listName: "rules" | "ids",
  peer: Peer,
  again: (rule: unknown, peer: Peer) => Answer,
  single: (name: string, value: unknown) => Answer,
): Answer {
  const kind = listName === "rules" ? "rule" : "id";
  const and = field(rule, `and_${listName}`);
  if (and !== undefined) return all(list(and, listName).map((one) => again(one, peer)));
  const or = field(rule, `or_${listName}`);
  if (or !== undefined) return any(list(or, listName).map((one) => again(one, peer)));
  const not = field(rule, `not_${kind}`);
  if (not !== undefined) {
    const answer = again(not, peer);
    return answer === "unknown" ? answer : !answer;
  }
  const [entry] = isObject(rule) ? Object.entries(rule) : [];
  return entry === undefined ? "unknown" : single(entry[0], entry[1]);
}

function matcher(value: unknown, peer: Peer): Answer {
  const { type, value: config } = typedConfig(value);
  if (!type.endsWith("UpstreamIpPortMatcher") || field(config, "upstream_port_range") !== undefined) return "unknown";
  return inRange(field(config, "upstream_ip"), peer.upstreamAddress);
}

/** `{ address_prefix, prefix_len }`. Nothing is in any range where there is no address yet. */
function inRange(range: unknown, address: string): boolean {
  const cidr = rangeOf(`${text(range, "address_prefix")}/${Number(at(range, "prefix_len") ?? 0)}`);
  return cidr !== undefined && address !== "" && contains(cidr, address);
}

function stringMatch(match: unknown, value: string): Answer {
  if (!isObject(match)) return "unknown";
  const fold = (one: string) => (field(match, "ignore_case") === true ? one.toLowerCase() : one);
  const name = fold(value);
  if (typeof match.exact === "string") return name === fold(match.exact);
  if (typeof match.prefix === "string") return name.startsWith(fold(match.prefix));
  if (typeof match.suffix === "string") return name.endsWith(fold(match.suffix));
  return "unknown";
}

function any(answers: readonly Answer[]): Answer {
  return answers.includes(true) ? true : answers.includes("unknown") ? "unknown" : false;
}

function all(answers: readonly Answer[]): Answer {
  return answers.includes(false) ? false : answers.includes("unknown") ? "unknown" : true;
}

/** The server names that rules ask about, wherever among them. */
export function namesAsked(config: unknown): NameTable | undefined {
  const matches = serverNameMatches(field(config, "rules"));
  const patterns = matches.flatMap((match) => {
    const { exact, suffix } = isObject(match) ? match : {};
    if (typeof exact === "string") return [exact];
    return typeof suffix === "string" ? endingIn(suffix) : [];
  });
  const all = matches.every((match) => isObject(match) && (match.exact ?? match.suffix) !== undefined);
  return namePatterns(patterns, all ? undefined : "a condition on the server name in an RBAC filter");
}

function serverNameMatches(rules: unknown): unknown[] {
  if (Array.isArray(rules)) return rules.flatMap(serverNameMatches);
  if (!isObject(rules)) return [];
  return Object.entries(rules).flatMap(([name, value]) =>
    name === "requested_server_name" || name === "requestedServerName" ? [value] : serverNameMatches(value),
  );
}
