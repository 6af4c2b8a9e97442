import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { bodySize, statusProblem } from "../../admission/http-status.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { problemAt } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const directResponse = manifestRule<VirtualServiceSpec>({
  code: "WE0151",
  id: "direct-response",
  layer: "admission",
  level: "error",
  title: "a direct response that istiod refuses",
  why: "it is an HTTP status with a body of less than 1 MB: every proxy carries it along",
  fix: "give a status from 200 to 599 and a short body",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const { value: route, path } of httpRoutes(spec)) {
      const { directResponse } = route;
      if (directResponse === undefined) continue;
      const at = [...path, "directResponse"];
      if (bodySize(directResponse) > 1024 * 1024) {
        yield {
          path: [...at, "body"],
          says: "large direct_responses may impact control plane performance, must be less than 1MB",
        };
      }
      yield* problemAt([...at, "status"], statusProblem(directResponse.status));
    }
  },
});
