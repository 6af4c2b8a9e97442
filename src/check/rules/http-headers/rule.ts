import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { authorityProblems, headerProblems } from "../../admission/headers.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const httpHeaders = manifestRule<VirtualServiceSpec>({
  code: "WE0144",
  id: "http-headers",
  layer: "admission",
  level: "error",
  title: "a header that a route cannot set or remove",
  why: "headers with a colon and Host are the proxy's own; Envoy reads %…% in a value as a variable; and the authority is set in one place",
  fix: "use rewrite.authority for the Host, and %% for a per cent sign",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    const looks = { operations: has("admission-header-operations"), values: has("admission-header-values") };
    for (const { value: route, path } of httpRoutes(spec)) {
      yield* headerProblems(route.headers, [...path, "headers"], looks);
      for (const [index, { headers }] of entriesOf(route.route)) {
        yield* headerProblems(headers, [...path, "route", index, "headers"], looks);
      }
      if (looks.operations) yield* authorityProblems(route, path);
    }
  },
});
