import releases from "../../schemas/istio/releases.yaml";
import { minorOf, type Release } from "./release.ts";
import type { CapabilityFacts } from "./releases-file.ts";

/** The capabilities that code may ask for; a test holds this list against schemas/istio/releases.yaml. */
export type Capability =
  | "address-allocation"
  | "admission-any-weights"
  | "admission-auto-passthrough-sni"
  | "admission-cipher-suites-warned"
  | "admission-config-map-credential"
  | "admission-cookie-ttl-optional"
  | "admission-cors-any-method"
  | "admission-default-endpoint-optional"
  | "admission-delegate-regex"
  | "admission-deny-http-only-warned"
  | "admission-dry-run"
  | "admission-dynamic-dns-grpc"
  | "admission-dynamic-dns-internal"
  | "admission-dynamic-dns-tls"
  | "admission-empty-list-is-none"
  | "admission-empty-match"
  | "admission-empty-prefix"
  | "admission-empty-selector-warned"
  | "admission-envoy-filter-warned"
  | "admission-envoy-match-effect-warned"
  | "admission-envoy-match-warned"
  | "admission-failover-priority"
  | "admission-failover-regions"
  | "admission-failover-warned"
  | "admission-gateway-bind"
  | "admission-gateway-port-needed"
  | "admission-gateway-target-port-refused"
  | "admission-grpc-fault"
  | "admission-header-names"
  | "admission-header-operations"
  | "admission-header-values"
  | "admission-idle-selector-warned"
  | "admission-istio-mutual-credential"
  | "admission-jwt-claim-form"
  | "admission-jwt-claim-route"
  | "admission-legacy-gateway-name-warned"
  | "admission-long-proxy-version-warned"
  | "admission-maglev-table"
  | "admission-mirror-negative"
  | "admission-network-endpoint"
  | "admission-one-certificate-source"
  | "admission-one-round-robin-endpoint"
  | "admission-parent-annotations"
  | "admission-partial-wildcard-refused"
  | "admission-partial-wildcard-warned"
  | "admission-passthrough-certificates-warned"
  | "admission-path-templates"
  | "admission-peer-port-range"
  | "admission-policy-selector-warned"
  | "admission-regex-length"
  | "admission-reject-annotation"
  | "admission-repeated-egress-host-warned"
  | "admission-ring-size-warned"
  | "admission-service-account-condition"
  | "admission-service-entry-target-port"
  | "admission-service-target"
  | "admission-shared-address-warned"
  | "admission-sidecar-endpoint-v6"
  | "admission-skip-verify"
  | "admission-sni-address-warned"
  | "admission-static-endpoint-port"
  | "admission-subset-names-unique"
  | "admission-target-port-warned"
  | "admission-tcp-address-warned"
  | "admission-tcp-durations"
  | "admission-tls-match-gateway-warned"
  | "admission-tls-version-warned"
  | "admission-typed-config-warned"
  | "admission-unmatched-rule-warned"
  | "admission-unreachable-warned"
  | "admission-warmup-aggression-below-one"
  | "admission-without-headers-match"
  | "ambient"
  | "authorization-service-entry-target"
  | "auto-sni"
  | "best-service-namespace"
  | "dns-capture"
  | "dynamic-dns-sidecar"
  | "dynamic-dns-waypoint-http"
  | "dynamic-dns-waypoint-tls"
  | "envoy-http-private-answer-refusal"
  | "envoy-internal-listener"
  | "envoy-private-answer-refusal"
  | "envoy-resolved-address-filter"
  | "envoy-sni-proxy"
  | "export-to-many"
  | "gateway-api"
  | "gateway-api-tls-ungated"
  | "gateway-chart"
  | "gateway-chart-additional-containers"
  | "gateway-chart-volumes"
  | "gateway-injection"
  | "istio-sni-filters"
  | "mixer"
  | "most-specific-virtual-service"
  | "namespace-name-label"
  | "networking-v1-stored"
  | "old-filter-names"
  | "operator"
  | "operator-in-cluster"
  | "pod-seccomp-profile"
  | "security-v1-stored"
  | "sidecar-host-exclusion"
  | "sidecar-ignores-host-port"
  | "strict-gateway-merging"
  | "unified-sidecar-scope";

export function capabilityFacts(capability: Capability): CapabilityFacts {
  const facts = releases.capabilities[capability];
  if (facts === undefined) throw new Error(`schemas/istio/releases.yaml has no capability "${capability}"`);
  return facts;
}

/** Whether the release has the capability. An unknown patch number counts as the newest of its minor. */
export function releaseHas(release: Release, capability: Capability): boolean {
  const facts = capabilityFacts(capability);
  if (release.minor < minorOf(facts.since)) return false;
  if (facts.until !== undefined && release.minor > minorOf(facts.until)) return false;
  return release.patch === undefined || !facts.patches?.[release.name]?.includes(release.patch);
}

/** "1.30 and later", "1.5 to 1.7": where the capability is to be had. */
export function describeAvailability(capability: Capability): string {
  const facts = capabilityFacts(capability);
  const lacking = facts.patches?.[facts.since] ?? [];
  const since = lacking.length === 0 ? facts.since : `${facts.since}.${Math.max(...lacking) + 1}`;
  return facts.until === undefined ? `${since} and later` : `${since} to ${facts.until}`;
}
