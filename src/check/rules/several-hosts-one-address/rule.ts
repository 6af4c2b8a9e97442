import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { isTcp, protocolOf } from "../../admission/ports.ts";
import { manifestRule } from "../../rule.ts";

export const severalHostsOneAddress = manifestRule<ServiceEntrySpec>({
  code: "WE0120",
  id: "several-hosts-one-address",
  layer: "admission",
  level: "warning",
  title: "several hosts behind one address on TCP",
  why: "the address is all that the proxy sees of TCP: it cannot know which of the hosts was meant",
  fix: "make one ServiceEntry of each host, each with an address of its own",
  kinds: [SERVICE_ENTRY],
  *problems({ spec: { hosts, addresses = [], ports = [], resolution = "NONE" }, has }) {
    if (!(resolution === "DNS" || resolution === "DNS_ROUND_ROBIN") || addresses.length === 0 || hosts.length < 2)
      return;
    const index = ports.findIndex(({ protocol }) => isTcp(protocolOf(protocol)));
    if (index < 0 || !has("admission-shared-address-warned")) return;
    const says = "service entry can not have more than one host specified simultaneously with address and tcp port";
    yield { path: ["spec", "hosts"], says, related: [{ path: ["spec", "ports", index], words: "the port" }] };
  },
});
