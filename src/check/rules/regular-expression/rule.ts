import type { Capability } from "../../../istio/capability.ts";
import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { checkedPatches } from "../../admission/envoy-patches.ts";
import { comparisons, httpMatches, httpRoutes } from "../../admission/http-routes.ts";
import { ENVOY_FILTER, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { expressionProblem, syntaxProblem } from "../../admission/regular-expressions.ts";
import type { Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const regularExpression = manifestRule({
  code: "WE0107",
  id: "regular-expression",
  layer: "admission",
  level: "error",
  title: "a regular expression that RE2 does not take",
  why: "Istio and Envoy read regular expressions with RE2, which has no look-ahead and no back references",
  fix: "write it in the syntax of RE2",
  kinds: [VIRTUAL_SERVICE, ENVOY_FILTER],
  *problems({ spec, kind, has }) {
    if (kind === ENVOY_FILTER) yield* proxyVersions(spec as EnvoyFilterSpec);
    else yield* conditions(spec as VirtualServiceSpec, has);
  },
});

/** Longer ones istiod does not read at all. */
const LONGEST_VERSION = 1024;

function* proxyVersions(spec: EnvoyFilterSpec): Generator<Problem> {
  for (const { patch, path } of checkedPatches(spec)) {
    const version = patch.match?.proxy?.proxyVersion ?? "";
    if (version === "" || version.length > LONGEST_VERSION) continue;
    const problem = syntaxProblem(version);
    if (problem === undefined) continue;
    const says = `Envoy filter: invalid regex for proxy version, [${problem}]`;
    yield { path: [...path, "match", "proxy", "proxyVersion"], says };
  }
}

function* conditions(spec: VirtualServiceSpec, has: (capability: Capability) => boolean): Generator<Problem> {
  const limited = has("admission-regex-length");
  for (const match of httpMatches(spec)) {
    for (const { where, value, path } of comparisons(match)) {
      if (value.regex === undefined) continue;
      if (where === "withoutHeaders" && !has("admission-without-headers-match")) continue;
      const says =
        value.regex === "" && has("admission-empty-match")
          ? `"${where}": regex string match should not be empty`
          : expressionProblem(value.regex, where, limited);
      if (says !== undefined) yield { path: [...path, "regex"], says };
    }
  }
  for (const { value: route, path } of httpRoutes(spec)) {
    for (const [index, { regex }] of (route.corsPolicy?.allowOrigins ?? []).entries()) {
      const says =
        regex === undefined || regex === "" ? undefined : expressionProblem(regex, "corsPolicy.allowOrigins", limited);
      if (says !== undefined) yield { path: [...path, "corsPolicy", "allowOrigins", index, "regex"], says };
    }
    const rewrite = route.rewrite?.uriRegexRewrite;
    const usable = rewrite?.match && rewrite.rewrite && !route.rewrite?.uri;
    const says = usable ? expressionProblem(rewrite.match, "HTTPRewrite.UriRegexRewrite.Match", limited) : undefined;
    if (says !== undefined) yield { path: [...path, "rewrite", "uriRegexRewrite", "match"], says };
  }
}
