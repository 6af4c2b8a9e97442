import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import type { Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const delegateVirtualService = manifestRule<VirtualServiceSpec>({
  code: "WE0131",
  id: "delegate-virtual-service",
  layer: "admission",
  level: "error",
  title: "a VirtualService without hosts that has more than HTTP routes",
  why: "without hosts it is a delegate: another VirtualService sends it HTTP requests, and that one alone has hosts and gateways",
  fix: "add hosts, or leave gateways, tls and tcp out",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    if (!has("admission-delegate-regex")) yield* regexProblems(spec);
    const { hosts = [], gateways = [], tls = [], tcp = [] } = spec;
    if (hosts.length > 0) return;
    const must = "delegate virtual service must have no";
    if (gateways.length > 0) yield { path: ["spec", "gateways"], says: `${must} gateways specified` };
    if (tls.length > 0) yield { path: ["spec", "tls"], says: `${must} tls route specified` };
    if (tcp.length > 0) yield { path: ["spec", "tcp"], says: `${must} tcp route specified` };
  },
});

/** Delegates, and those that delegate, compared nothing by regular expression. */
function* regexProblems(spec: VirtualServiceSpec): Generator<Problem> {
  for (const { value: route, path } of httpRoutes(spec)) {
    if ((spec.hosts ?? []).length > 0 && route.delegate === undefined) continue;
    for (const [index, match] of entriesOf(route.match)) {
      const at = [...path, "match", index];
      for (const field of ["uri", "scheme", "method", "authority"] as const) {
        if (match[field]?.regex === undefined) continue;
        const says = `${field === "uri" ? "url" : field} match does not support regex match for delegating`;
        yield { path: [...at, field, "regex"], says };
      }
      for (const [field, name] of MAPS) {
        for (const [key, value] of Object.entries(match[field] ?? {})) {
          if (value.regex === undefined) continue;
          const says = `${name} match ${key} does not support regex match for delegating`;
          yield { path: [...at, field, key, "regex"], says };
        }
      }
    }
  }
}

const MAPS = [
  ["headers", "header"],
  ["queryParams", "query param"],
  ["withoutHeaders", "withoutHeaders"],
] as const;
