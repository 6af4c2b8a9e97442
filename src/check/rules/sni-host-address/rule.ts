import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { isAddress } from "../../admission/addresses.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { wildcardNameProblem } from "../../admission/names.ts";
import { quoted } from "../../admission/quoted.ts";
import { sniHosts } from "../../admission/virtual-service.ts";
import { manifestRule } from "../../rule.ts";

export const sniHostAddress = manifestRule<VirtualServiceSpec>({
  code: "WE0137",
  id: "sni-host-address",
  layer: "admission",
  level: "warning",
  title: "an IP address as SNI",
  why: "the SNI carries names only (RFC 6066): clients that are asked for an address send none",
  fix: "match by destinationSubnets in a tcp route, or name the host",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    if (!has("admission-sni-address-warned")) return;
    for (const { path, host } of sniHosts(spec)) {
      if (!isAddress(host) || wildcardNameProblem(host) === undefined) continue;
      yield {
        path,
        says: `using an IP address (${quoted(host)}) goes against SNI spec and most clients do not support this`,
      };
    }
  },
});
