import type {
  VirtualServiceAllowOrigins,
  VirtualServiceMatch,
} from "../../resources/types/virtual-service.generated.ts";
import type { HttpRequest, HttpRoute } from "../envoy/listener.ts";
import { namePatterns } from "../envoy/name-patterns.ts";
import { type MeshProxy, selects } from "./proxy.ts";
import { gatewayName } from "./virtual-services.ts";

export type Answer = boolean | "unknown";

/** What istiod decides of a match once and for all: the port, the gateway, the workload. Source: istio …/core/route/route.go, TranslateRoute and sourceMatchHTTP. */
export function concernsProxy(
  match: VirtualServiceMatch,
  proxy: MeshProxy,
  gateway: string,
  port: number,
  namespace: string,
): boolean {
  if (match.port !== undefined && match.port !== 0 && match.port !== port) return false;
  const gateways = match.gateways ?? [];
  // A match for gateways is not asked for labels and namespace any more.
  if (gateways.length > 0) return gateways.some((one) => gatewayName(one, namespace) === gateway);
  return (
    selects(match.sourceLabels, proxy.labels) && (!match.sourceNamespace || match.sourceNamespace === proxy.namespace)
  );
}

/** Whether a request fits a match: all of its conditions. */
export function requestMatches(match: VirtualServiceMatch, request: HttpRequest): Answer {
  const [path = "", query = ""] = request.path.split("?");
  const parameters = new URLSearchParams(query);
  const header = (name: string): string | undefined => request.headers[name.toLowerCase()];
  const answers: Answer[] = [
    pathMatches(match, path),
    match.method === undefined || textMatches(match.method, request.method),
    match.authority === undefined || textMatches(match.authority, request.authority),
    match.scheme === undefined || textMatches(match.scheme, "http"),
    ...Object.entries(match.headers ?? {}).map(([name, condition]) => present(condition, header(name))),
    ...Object.entries(match.withoutHeaders ?? {}).map(([name, condition]) => not(present(condition, header(name)))),
    ...Object.entries(match.queryParams ?? {}).map(([name, condition]) =>
      present(condition, parameters.get(name) ?? undefined),
    ),
  ];
  return every(answers);
}

function pathMatches({ uri, ignoreUriCase }: VirtualServiceMatch, path: string): Answer {
  if (uri === undefined) return true;
  const fold = (text: string) => (ignoreUriCase ? text.toLowerCase() : text);
  if (uri.exact !== undefined) return fold(path) === fold(uri.exact);
  if (uri.prefix !== undefined) return fold(path).startsWith(fold(uri.prefix));
  return textMatches(uri, path);
}

/** A header that is only asked to be there has an empty condition, or the expression `*`. */
function present(condition: VirtualServiceAllowOrigins, value: string | undefined): Answer {
  if (value === undefined) return false;
  if (condition.regex === "*") return true;
  return textMatches(condition, value);
}

function textMatches(condition: VirtualServiceAllowOrigins, text: string): Answer {
  if (condition.exact !== undefined) return text === condition.exact;
  if (condition.prefix !== undefined) return text.startsWith(condition.prefix);
  if (condition.regex === undefined) return true;
  return expressionMatches(condition.regex, text);
}

/** RE2, as Envoy has it, on the whole text. What JavaScript cannot read, it cannot answer. */
function expressionMatches(expression: string, text: string): Answer {
  try {
    return new RegExp(`^(?:${expression})$`, "u").test(text);
  } catch {
    return "unknown";
  }
}

function not(answer: Answer): Answer {
  return answer === "unknown" ? answer : !answer;
}

export function every(answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes("unknown") ? "unknown" : true;
}

/** A match that every request fits ends the list of routes. Source: istio …/core/route/route.go, IsCatchAllRoute. */
export function takesEverything(match: VirtualServiceMatch): boolean {
  const { uri, headers, withoutHeaders, queryParams, method, authority, scheme } = match;
  const anyPath = uri === undefined || uri.prefix === "/" || uri.regex === ".*";
  const conditions = [headers, withoutHeaders, queryParams].flatMap((one) => Object.keys(one ?? {}));
  return anyPath && conditions.length === 0 && method === undefined && authority === undefined && scheme === undefined;
}

/** What of a request a match asks about. */
export function conditionsOf(match: VirtualServiceMatch): Pick<HttpRoute, "names" | "conditions"> {
  const { uri, authority, headers, withoutHeaders, queryParams, method } = match;
  const more = [headers, withoutHeaders, queryParams].some((one) => Object.keys(one ?? {}).length > 0);
  const anyPath = uri?.regex === undefined || uri.regex === ".*";
  const exact = authority?.exact === undefined ? [] : [authority.exact];
  const otherwise =
    authority === undefined || authority.exact !== undefined ? undefined : "a condition on the authority";
  return {
    names: namePatterns(exact, otherwise),
    conditions: {
      paths: [uri?.exact, uri?.prefix].filter((one) => one !== undefined),
      others: more || method !== undefined || !anyPath || match.ignoreUriCase === true,
    },
  };
}
