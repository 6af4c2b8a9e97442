import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const virtualServiceWithoutRoutes = manifestRule<VirtualServiceSpec>({
  code: "WE0134",
  id: "virtual-service-without-routes",
  layer: "admission",
  level: "error",
  title: "a VirtualService without any route",
  why: "it would say nothing",
  fix: "add http, tls or tcp",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec: { http = [], tls = [], tcp = [] } }) {
    if (http.length + tls.length + tcp.length > 0) return;
    yield { path: ["spec"], says: "http, tcp or tls must be provided in virtual service" };
  },
});
