import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { isHttp, isTls, protocolOf } from "../../admission/ports.ts";
import { manifestRule } from "../../rule.ts";

export const severalHostsOnTcp = manifestRule<ServiceEntrySpec>({
  code: "WE0119",
  id: "several-hosts-on-tcp",
  layer: "admission",
  level: "error",
  title: "several hosts on a port where nothing tells them apart",
  why: "HTTP has the Host header and TLS the SNI; of plain TCP the proxy sees the address alone",
  fix: "make one ServiceEntry of each host, or say HTTP or TLS where it is that",
  kinds: [SERVICE_ENTRY],
  *problems({ spec: { hosts, ports = [], resolution = "NONE" } }) {
    if (resolution === "NONE" || hosts.length < 2) return;
    const index = ports.findIndex(({ protocol }) => !isHttp(protocolOf(protocol)) && !isTls(protocolOf(protocol)));
    if (index < 0) return;
    yield { path: ["spec", "ports", index], says: "multiple hosts provided with non-HTTP, non-TLS ports" };
  },
});
