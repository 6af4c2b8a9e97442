import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const serviceEntryTcpWithoutAddress = manifestRule<ServiceEntrySpec>({
  code: "WE0114",
  id: "service-entry-tcp-without-address",
  layer: "admission",
  level: "warning",
  title: "a TCP port without an address to know its traffic by",
  why: "of plain TCP Istio sees nothing but the address: without one, every connection to the port is taken for this service",
  fix: "give the service addresses, or say TLS or HTTP where it is that; Istio gives one by itself where resolution is not NONE, from 1.25 on",
  kinds: [SERVICE_ENTRY],
  *problems({ spec, labels, has }) {
    const { addresses = [], ports = [], resolution = "NONE" } = spec;
    if (addresses.length > 0 || isOnLoopback(spec) || !has("admission-tcp-address-warned")) return;
    const optedOut = labels["networking.istio.io/enable-autoallocate-ip"]?.toLowerCase() === "false";
    const automatic = has("address-allocation");
    if (automatic && resolution !== "NONE" && !optedOut) return;
    for (const [index, { protocol = "" }] of ports.entries()) {
      if (protocol !== "" && protocol !== "TCP") continue;
      const when = automatic ? " when IP Autoallocation is not enabled" : "";
      const says = `addresses are required for ports serving TCP (or unset) protocol${when}`;
      yield { path: ["spec", "ports", index], says };
    }
  },
});

/** Behind the loopback address is a proxy's own neighbour, which routes name by its host: no connection of a client is ever meant for it. */
function isOnLoopback({ endpoints = [] }: ServiceEntrySpec): boolean {
  return endpoints.length > 0 && endpoints.every(({ address = "" }) => address.startsWith("127.") || address === "::1");
}
