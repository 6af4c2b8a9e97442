import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { nanoseconds } from "../../admission/durations.ts";
import { headerNameProblem } from "../../admission/headers.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { entriesOf, problemAt } from "../../admission/problem.ts";
import { quoted } from "../../admission/quoted.ts";
import { manifestRule } from "../../rule.ts";

export const corsPolicy = manifestRule<VirtualServiceSpec>({
  code: "WE0145",
  id: "cors-policy",
  layer: "admission",
  level: "error",
  title: "a corsPolicy that istiod refuses",
  why: "it names methods, headers and origins; what is none of these allows nobody anything",
  fix: "name HTTP methods, header names and origins",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    for (const { value: route, path } of httpRoutes(spec)) {
      const { allowOrigins, allowMethods, allowHeaders, exposeHeaders, maxAge } = route.corsPolicy ?? {};
      const at = [...path, "corsPolicy"];
      for (const [index, { exact, prefix, regex }] of entriesOf(allowOrigins)) {
        if (exact || prefix || regex) continue;
        yield { path: [...at, "allowOrigins", index], says: "'' is not a valid match type for CORS allow origins" };
      }
      for (const [index, method] of entriesOf(allowMethods)) {
        if (METHODS.has(method) || (method === "*" && has("admission-cors-any-method"))) continue;
        yield { path: [...at, "allowMethods", index], says: `${quoted(method)} is not a supported HTTP method` };
      }
      for (const [field, names] of [
        ["allowHeaders", allowHeaders],
        ["exposeHeaders", exposeHeaders],
      ] as const) {
        for (const [index, name] of entriesOf(names)) {
          if (name === "*" || (name !== "" && !has("admission-header-names"))) continue;
          yield* problemAt([...at, field, index], headerNameProblem(name));
        }
      }
      if ((nanoseconds(maxAge ?? "") ?? 0n) % 1_000_000_000n > 0n) {
        yield { path: [...at, "maxAge"], says: "max_age duration is accurate only to seconds precision" };
      }
    }
  },
});

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"]);
