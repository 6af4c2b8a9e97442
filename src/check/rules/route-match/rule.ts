import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { subnetProblem } from "../../admission/addresses.ts";
import { httpMatches } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { isLabel } from "../../admission/names.ts";
import { portProblem } from "../../admission/ports.ts";
import { entriesOf, problemAt } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const routeMatch = manifestRule<VirtualServiceSpec>({
  code: "WE0138",
  id: "route-match",
  layer: "admission",
  level: "error",
  title: "a condition on addresses, ports or namespaces that can never hold",
  why: "it is no address, no port or no namespace",
  fix: "write 192.0.2.0/24, a port from 1 to 65535, the name of a namespace",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const field of ["tls", "tcp"] as const) {
      for (const [index, { match }] of entriesOf(spec[field])) {
        for (const [number, { destinationSubnets, port }] of entriesOf(match)) {
          const path = ["spec", field, index, "match", number];
          for (const [at, subnet] of entriesOf(destinationSubnets)) {
            yield* problemAt([...path, "destinationSubnets", at], subnetProblem(subnet));
          }
          if (port !== undefined && port !== 0) yield* problemAt([...path, "port"], portProblem(port));
        }
      }
    }
    for (const { value: match, path } of httpMatches(spec)) {
      if (match.port !== undefined && match.port !== 0) yield* problemAt([...path, "port"], portProblem(match.port));
      const { sourceNamespace = "" } = match;
      if (sourceNamespace === "" || isLabel(sourceNamespace)) continue;
      yield { path: [...path, "sourceNamespace"], says: `sourceNamespace match ${sourceNamespace} is invalid` };
    }
  },
});
