import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const serviceEntryTargetPort = manifestRule<ServiceEntrySpec>({
  code: "WE0115",
  id: "service-entry-target-port",
  layer: "admission",
  level: "warning",
  title: "a targetPort where the client chooses the address",
  why: "with resolution NONE a connection goes where the client sent it, port and all",
  fix: "leave targetPort out, or let Istio resolve the name",
  kinds: [SERVICE_ENTRY],
  *problems({ spec: { ports = [], resolution = "NONE" }, has }) {
    if (resolution !== "NONE" || !has("admission-target-port-warned")) return;
    for (const [index, { targetPort }] of ports.entries()) {
      if (targetPort === undefined || targetPort === 0) continue;
      yield {
        path: ["spec", "ports", index, "targetPort"],
        says: "targetPort has no effect when resolution mode is NONE",
      };
    }
  },
});
