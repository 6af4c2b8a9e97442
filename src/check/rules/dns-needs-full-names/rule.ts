import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { fullNameProblem } from "../../admission/names.ts";
import { manifestRule } from "../../rule.ts";

export const dnsNeedsFullNames = manifestRule<ServiceEntrySpec>({
  code: "WE0118",
  id: "dns-needs-full-names",
  layer: "admission",
  level: "error",
  title: "a name that cannot be looked up",
  why: "with resolution DNS the proxy looks the host up itself, and there is no address behind a wildcard",
  fix: "write resolution: NONE, or DYNAMIC_DNS from Istio 1.30 on, or name endpoints",
  kinds: [SERVICE_ENTRY],
  *problems({ spec: { hosts, endpoints = [], resolution = "NONE" } }) {
    if (!(resolution === "DNS" || resolution === "DNS_ROUND_ROBIN") || endpoints.length > 0) return;
    for (const [index, host] of hosts.entries()) {
      const problem = fullNameProblem(host);
      if (problem === undefined) continue;
      const rule =
        "hosts must be FQDN or contain only prefix wildcards if no endpoints are provided for resolution mode";
      yield { path: ["spec", "hosts", index], says: `${rule} ${resolution}, ${problem}` };
      return;
    }
  },
});
