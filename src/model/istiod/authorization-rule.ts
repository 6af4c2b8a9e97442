import type {
  AuthorizationPolicyRules,
  AuthorizationPolicySource,
} from "../../resources/types/authorization-policy.generated.ts";
import { contains, rangeOf } from "../envoy/address-match.ts";
import type { Peer } from "../envoy/listener.ts";

export interface RuleContext {
  readonly trustDomain: string;
  readonly action: "ALLOW" | "DENY";
  /** Of the policy. */
  readonly namespace: string;
}

/** A condition of a rule: `undefined` for one that the proxy cannot see, because it reads no HTTP here. */
type Test = (value: string) => boolean | undefined;

/**
 * Whether a rule matches: one of its sources, one of its operations, and all of its conditions. Without HTTP, a condition on HTTP makes an
 * ALLOW rule match nothing, and is left out of a DENY rule.
 *
 * Source: istio pilot/pkg/security/authz/model/model.go and generator.go.
 */
export function ruleMatches(rule: AuthorizationPolicyRules, peer: Peer, context: RuleContext): boolean {
  const all = (conditions: readonly boolean[]) => conditions.every(Boolean);
  const from = rule.from ?? [];
  const to = rule.to ?? [];
  return (
    (from.length === 0 || from.some(({ source }) => all(sourceConditions(source ?? {}, peer, context)))) &&
    (to.length === 0 ||
      to.some(({ operation = {} }) => {
        const check = checker(context);
        return all([
          ...check(operation.ports, operation.notPorts, (port) => Number(port) === peer.port),
          ...check(
            operation.hosts,
            operation.notHosts,
            onHttp(peer, ({ authority }, host) => fits(host.toLowerCase(), authority)),
          ),
          ...check(
            operation.methods,
            operation.notMethods,
            onHttp(peer, ({ method }, one) => fits(one, method)),
          ),
          ...check(
            operation.paths,
            operation.notPaths,
            onHttp(peer, ({ path }, one) => fits(one, path.split("?")[0] ?? "")),
          ),
        ]);
      })) &&
    (rule.when ?? []).every(({ key, values, notValues }) =>
      all(checker(context)(values, notValues, conditionOf(key, peer, context))),
    )
  );
}

function sourceConditions(source: AuthorizationPolicySource, peer: Peer, context: RuleContext): boolean[] {
  const check = checker(context);
  const unseen: Test = () => undefined;
  return [
    ...check(source.principals, source.notPrincipals, principal(peer, context)),
    ...check(source.namespaces, source.notNamespaces, (one) => fits(one, namespaceOf(peer.principal))),
    ...check(source.serviceAccounts, source.notServiceAccounts, serviceAccount(peer, context)),
    ...check(source.trustDomains, source.notTrustDomains, (one) => fits(one, peer.principal.split("/")[0] ?? "")),
    ...check(source.ipBlocks, source.notIpBlocks, inRange(peer.address)),
    ...check(source.remoteIpBlocks, source.notRemoteIpBlocks, inRange(peer.address)),
    ...check(source.requestPrincipals, source.notRequestPrincipals, unseen),
  ];
}

/** Values are alternatives; of notValues none may fit. */
function checker({ action }: RuleContext) {
  return (values: readonly string[] | undefined, notValues: readonly string[] | undefined, test: Test): boolean[] => {
    const whenUnseen = action === "DENY";
    const answer = (value: string) => test(value);
    const some = (list: readonly string[], wanted: boolean) => {
      const answers = list.map(answer);
      if (answers.includes(undefined)) return whenUnseen;
      return wanted ? answers.includes(true) : !answers.includes(true);
    };
    return [
      ...(values === undefined || values.length === 0 ? [] : [some(values, true)]),
      ...(notValues === undefined || notValues.length === 0 ? [] : [some(notValues, false)]),
    ];
  };
}

function conditionOf(key: string, peer: Peer, context: RuleContext): Test {
  if (key === "connection.sni") return (value) => fits(value, peer.serverName);
  if (key === "destination.port") return (value) => Number(value) === peer.port;
  if (key === "source.ip" || key === "remote.ip") return inRange(peer.address);
  if (key === "source.namespace") return (value) => fits(value, namespaceOf(peer.principal));
  if (key === "source.principal") return principal(peer, context);
  if (key === "source.serviceAccount") return serviceAccount(peer, context);
  if (key === "source.trustDomain") return (value) => fits(value, peer.principal.split("/")[0] ?? "");
  const header = /^request\.headers\[(.*)\]$/.exec(key)?.[1];
  if (header !== undefined)
    return onHttp(peer, ({ headers }, value) => fits(value, headers[header.toLowerCase()] ?? ""));
  return () => undefined;
}

function onHttp(peer: Peer, test: (request: NonNullable<Peer["request"]>, value: string) => boolean): Test {
  return (value) => (peer.request === undefined ? undefined : test(peer.request, value));
}

/** `cluster.local` stands for the mesh's own trust domain, whatever that is called. */
function principal(peer: Peer, { trustDomain }: RuleContext): Test {
  return (value) => fits(value.replace(/^cluster\.local\//, `${trustDomain}/`), peer.principal);
}

/** `account`, of the policy's namespace, or `namespace/account`. */
function serviceAccount(peer: Peer, { namespace }: RuleContext): Test {
  return (value) => {
    const [first = "", second] = value.split("/");
    const [owner, account] = second === undefined ? [namespace, first] : [first, second];
    return peer.principal.endsWith(`/ns/${owner}/sa/${account}`);
  };
}

function inRange(address: string): Test {
  return (text) => {
    const range = rangeOf(text);
    return range !== undefined && contains(range, address);
  };
}

function namespaceOf(principalName: string): string {
  return /\/ns\/([^/]*)\//.exec(principalName)?.[1] ?? "";
}

/** Exact, `prefix*`, `*suffix`, or `*` for anything that is there. */
function fits(pattern: string, text: string): boolean {
  if (pattern === "*") return text !== "";
  if (pattern.startsWith("*")) return text.endsWith(pattern.slice(1));
  if (pattern.endsWith("*")) return text.startsWith(pattern.slice(0, -1));
  return text === pattern;
}
