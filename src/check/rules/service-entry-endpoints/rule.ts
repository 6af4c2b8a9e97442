import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { endpointProblems } from "../../admission/endpoints.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const serviceEntryEndpoints = manifestRule<ServiceEntrySpec>({
  code: "WE0116",
  id: "service-entry-endpoints",
  layer: "admission",
  level: "error",
  title: "endpoints of a ServiceEntry that istiod refuses",
  why: "endpoints say where the service is; which are allowed depends on how names are resolved",
  fix: "for STATIC write IP addresses, for DNS names or addresses, for NONE leave endpoints out",
  kinds: [SERVICE_ENTRY],
  *problems({ spec, has }) {
    yield* endpointProblems(spec, has);
  },
});
