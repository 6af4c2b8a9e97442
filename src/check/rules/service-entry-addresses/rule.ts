import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { subnetProblem } from "../../admission/addresses.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { problemAt } from "../../admission/problem.ts";
import { manifestRule } from "../../rule.ts";

export const serviceEntryAddresses = manifestRule<ServiceEntrySpec>({
  code: "WE0112",
  id: "service-entry-addresses",
  layer: "admission",
  level: "error",
  title: "addresses of a ServiceEntry that istiod refuses",
  why: "addresses are IP addresses or, where Istio resolves nothing (NONE, STATIC), ranges of them",
  fix: "write 192.0.2.1, or 192.0.2.0/24 with resolution NONE or STATIC",
  kinds: [SERVICE_ENTRY],
  *problems({ spec: { addresses = [], resolution = "NONE" } }) {
    for (const [index, address] of addresses.entries()) {
      yield* problemAt(["spec", "addresses", index], subnetProblem(address));
    }
    const range = addresses.findIndex((address) => address.includes("/"));
    if (range >= 0 && resolution !== "NONE" && resolution !== "STATIC") {
      const says = "CIDR addresses are allowed only for NONE/STATIC resolution types";
      yield { path: ["spec"], says, related: [{ path: ["spec", "addresses", range], words: "the range" }] };
    }
  },
});
