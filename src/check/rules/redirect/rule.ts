import type {
  VirtualServiceMatch,
  VirtualServiceRedirect,
  VirtualServiceSpec,
} from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { portProblem } from "../../admission/ports.ts";
import { problemAt } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const redirect = manifestRule<VirtualServiceSpec>({
  code: "WE0150",
  id: "redirect",
  layer: "admission",
  level: "error",
  title: "a redirect that istiod refuses",
  why: "a redirect says where to (path, authority, scheme or port) with a status of 300 to 399",
  fix: "name a new uri, authority, scheme or port",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const { value: route, path } of httpRoutes(spec)) {
      if (route.redirect === undefined) continue;
      yield* problemAt([...path, "redirect"], redirectProblem(route.redirect, route.match ?? []));
    }
  },
});

/** Istio tells the first thing that is wrong (validateHTTPRedirect). */
function redirectProblem(
  redirect: VirtualServiceRedirect,
  matches: readonly VirtualServiceMatch[],
): string | undefined {
  const { uri = "", prefixRewrite = "", authority = "", scheme = "", redirectCode = 0, port, derivePort } = redirect;
  if (uri !== "" && prefixRewrite !== "") return "redirect may only specify one of uri or prefix_rewrite";
  if (prefixRewrite !== "" && matches.some((match) => match.uri !== undefined && match.uri.prefix === undefined)) {
    return "redirect prefix_rewrite requires all URI matches to use prefix match type";
  }
  const nowhere = [uri, prefixRewrite, authority, scheme].every((text) => text === "");
  if (nowhere && port === undefined && derivePort === undefined) {
    return "redirect must specify URI, authority, scheme, or port";
  }
  if (redirectCode !== 0 && (redirectCode < 300 || redirectCode > 399)) {
    return `${redirectCode} is not a valid redirect code, must be 3xx`;
  }
  if (!["", "http", "https"].includes(scheme)) return 'invalid redirect scheme, must be "http" or "https"';
  return port !== undefined && port > 0 ? portProblem(port) : undefined;
}
