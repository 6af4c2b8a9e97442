import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { quoted } from "../../admission/quoted.ts";
import { manifestRule } from "../../rule.ts";

export const endpointWithoutAddress = manifestRule<ServiceEntrySpec>({
  code: "WE0122",
  id: "endpoint-without-address",
  layer: "admission",
  level: "warning",
  title: "an endpoint in another network without an address",
  why: "Istio then sends the traffic to the gateway of that network, which must be known",
  fix: "give the endpoint an address, or see that the network has a gateway",
  kinds: [SERVICE_ENTRY],
  *problems({ spec: { endpoints = [], resolution = "NONE" }, has }) {
    if (resolution !== "STATIC" || !has("admission-network-endpoint")) return;
    for (const [index, { address = "", network = "" }] of endpoints.entries()) {
      if (address !== "" || network === "") continue;
      yield { path: ["spec", "endpoints", index], says: `address is unset with network ${quoted(network)}` };
    }
  },
});
