import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { bodySize } from "../../admission/http-status.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const directResponseLarge = manifestRule<VirtualServiceSpec>({
  code: "WE0152",
  id: "direct-response-large",
  layer: "admission",
  level: "warning",
  title: "a direct response of more than 100 kB",
  why: "every proxy that has the route carries it along",
  fix: "serve it from a service",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const { value: route, path } of httpRoutes(spec)) {
      const size = route.directResponse === undefined ? 0 : bodySize(route.directResponse);
      if (size <= 100 * 1024 || size > 1024 * 1024) continue;
      yield {
        path: [...path, "directResponse", "body"],
        says: "large direct_responses may impact control plane performance",
      };
    }
  },
});
