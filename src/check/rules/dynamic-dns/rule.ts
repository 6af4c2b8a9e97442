import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { isWildcard } from "../../admission/names.ts";
import { protocolOf } from "../../admission/ports.ts";
import type { RuleSubject } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const dynamicDns = manifestRule<ServiceEntrySpec>({
  code: "WE0121",
  id: "dynamic-dns",
  layer: "admission",
  level: "error",
  title: "what resolution DYNAMIC_DNS cannot have",
  why: "the proxy looks up whatever name a client asks for below the wildcard: there are no addresses and no endpoints to give, and the name must be in the traffic (HTTP or TLS)",
  fix: "give wildcard hosts and HTTP or TLS ports; leave addresses and endpoints out",
  kinds: [SERVICE_ENTRY],
  *problems({ spec, labels, has }) {
    if (spec.resolution !== "DYNAMIC_DNS") return;
    const { hosts, addresses = [], endpoints = [], ports = [], location = "MESH_EXTERNAL" } = spec;
    if (hosts.length === 0) {
      yield {
        path: ["spec", "hosts"],
        says: "at least one wildcard host must be provided for resolution type DYNAMIC_DNS",
      };
    }
    for (const [index, host] of hosts.entries()) {
      if (isWildcard(host)) continue;
      yield { path: ["spec", "hosts", index], says: "host must be wildcarded for resolution mode DYNAMIC_DNS" };
    }
    if (addresses.length > 0) yield { path: ["spec", "addresses"], says: NO_ADDRESSES };
    if (endpoints.length > 0) yield { path: ["spec", "endpoints"], says: NO_ENDPOINTS };
    const { protocols, says } = allowedProtocols(has);
    for (const [index, { protocol }] of ports.entries()) {
      if (protocols.includes(protocolOf(protocol) ?? "")) continue;
      // To Istio the two are the same TLS, passed through, and here it takes only one of the names.
      const toTls = protocol === "HTTPS" && protocols.includes("TLS");
      yield {
        path: ["spec", "ports", index, "protocol"],
        says: `${says} for resolution type DYNAMIC_DNS`,
        ...(toTls ? { repair: { kind: "replace", to: "TLS" } } : {}),
      };
    }
    if (location !== "MESH_INTERNAL") return;
    const path = ["spec", "location"];
    if (!has("admission-dynamic-dns-internal")) {
      yield { path, says: "location must be MESH_EXTERNAL for resolution type DYNAMIC_DNS" };
    } else if (usesWaypoint(labels)) {
      yield {
        path,
        says: "location MESH_INTERNAL with resolution type DYNAMIC_DNS is not supported when using waypoints",
      };
    }
  },
});

/** Istio's own words: a blank is missing in both. */
const NO_ADDRESSES =
  "addresses cannot be set for resolution type DYNAMIC_DNS. HTTP route domains will only be generatedfrom the hosts field values";
const NO_ENDPOINTS =
  "endpoints cannot be set for resolution type DYNAMIC_DNS. Destination IP address determined from hostsfield values";

function allowedProtocols(has: RuleSubject["has"]): { protocols: readonly string[]; says: string } {
  if (has("admission-dynamic-dns-grpc")) {
    return {
      protocols: ["HTTP", "TLS", "GRPC", "HTTP2"],
      says: "only HTTP, TLS, GRPC, and HTTP2 protocols are supported",
    };
  }
  return has("admission-dynamic-dns-tls")
    ? { protocols: ["HTTP", "TLS"], says: "only HTTP and TLS protocol is supported" }
    : { protocols: ["HTTP"], says: "only HTTP protocol is supported" };
}

function usesWaypoint(labels: Readonly<Record<string, string>>): boolean {
  const waypoint = labels["istio.io/use-waypoint"] ?? "";
  return waypoint !== "" && waypoint.toLowerCase() !== "none";
}
