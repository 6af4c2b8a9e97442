import type { VirtualServiceMirror, VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { destinationProblems } from "../../admission/destinations.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { entriesOf } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const routeDestination = manifestRule<VirtualServiceSpec>({
  code: "WE0139",
  id: "route-destination",
  layer: "admission",
  level: "error",
  title: "a destination that no service can be",
  why: "a destination is one host that Istio knows, with a port and a subset of it",
  fix: "name the host of a Service or a ServiceEntry",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const field of ["http", "tls", "tcp"] as const) {
      for (const [index, rule] of entriesOf(spec[field])) {
        for (const [number, { destination }] of entriesOf<{ destination: VirtualServiceMirror }>(rule.route)) {
          yield* destinationProblems(destination, ["spec", field, index, "route", number, "destination"]);
        }
      }
    }
    for (const { value: route, path } of httpRoutes(spec)) {
      yield* destinationProblems(route.mirror, [...path, "mirror"]);
      for (const [index, { destination }] of entriesOf(route.mirrors)) {
        yield* destinationProblems(destination, [...path, "mirrors", index, "destination"]);
      }
    }
  },
});
