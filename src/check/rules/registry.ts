import type { Rule } from "../rule.ts";
import { addressAllocated } from "./address-allocated/rule.ts";
import { addressChosenByClient } from "./address-chosen-by-client/rule.ts";
import { apiVersionNotServed } from "./api-version-not-served/rule.ts";
import { apiVersionNotStored } from "./api-version-not-stored/rule.ts";
import { authorizationAction } from "./authorization-action/rule.ts";
import { authorizationConditions } from "./authorization-conditions/rule.ts";
import { authorizationCustom } from "./authorization-custom/rule.ts";
import { authorizationRules } from "./authorization-rules/rule.ts";
import { authorizationValues } from "./authorization-values/rule.ts";
import { badPattern } from "./bad-pattern/rule.ts";
import { badSuppression } from "./bad-suppression/rule.ts";
import { badYaml } from "./bad-yaml/rule.ts";
import { chainDropped } from "./chain-dropped/rule.ts";
import { clientTls } from "./client-tls/rule.ts";
import { connectionPool } from "./connection-pool/rule.ts";
import { corsPolicy } from "./cors-policy/rule.ts";
import { crdRule } from "./crd-rule/rule.ts";
import { delegateVirtualService } from "./delegate-virtual-service/rule.ts";
import { denyHttpOnly } from "./deny-http-only/rule.ts";
import { deprecatedTrafficSettings } from "./deprecated-traffic-settings/rule.ts";
import { destinationHidden } from "./destination-hidden/rule.ts";
import { destinationNotFound } from "./destination-not-found/rule.ts";
import { destinationRuleHost } from "./destination-rule-host/rule.ts";
import { destinationRuleSubsets } from "./destination-rule-subsets/rule.ts";
import { directResponse } from "./direct-response/rule.ts";
import { directResponseLarge } from "./direct-response-large/rule.ts";
import { dnsCacheSettingsDiffer } from "./dns-cache-settings-differ/rule.ts";
import { dnsCaptureCommonHost } from "./dns-capture-common-host/rule.ts";
import { dnsNeedsFullNames } from "./dns-needs-full-names/rule.ts";
import { drainLongerThanGrace } from "./drain-longer-than-grace/rule.ts";
import { duplicateKey } from "./duplicate-key/rule.ts";
import { duration } from "./duration/rule.ts";
import { dynamicDns } from "./dynamic-dns/rule.ts";
import { dynamicDnsBehindGateway } from "./dynamic-dns-behind-gateway/rule.ts";
import { dynamicDnsTlsRoute } from "./dynamic-dns-tls-route/rule.ts";
import { dynamicDnsWithoutWaypoint } from "./dynamic-dns-without-waypoint/rule.ts";
import { echFrontName } from "./ech-front-name/rule.ts";
import { endpointWithoutAddress } from "./endpoint-without-address/rule.ts";
import { envoyChoiceTwice } from "./envoy-choice-twice/rule.ts";
import { envoyExtensionUntyped } from "./envoy-extension-untyped/rule.ts";
import { envoyFieldUnknown } from "./envoy-field-unknown/rule.ts";
import { envoyFilterMatchUnused } from "./envoy-filter-match-unused/rule.ts";
import { envoyFilterPatch } from "./envoy-filter-patch/rule.ts";
import { envoyFilterUnstable } from "./envoy-filter-unstable/rule.ts";
import { envoyFilterWithoutSelector } from "./envoy-filter-without-selector/rule.ts";
import { envoyOpenProxy } from "./envoy-open-proxy/rule.ts";
import { envoyPatchValue } from "./envoy-patch-value/rule.ts";
import { envoyTooOld } from "./envoy-too-old/rule.ts";
import { envoyTypeUnknown } from "./envoy-type-unknown/rule.ts";
import { exclusiveFields } from "./exclusive-fields/rule.ts";
import { exportTo } from "./export-to/rule.ts";
import { exportedBesideNarrower } from "./exported-beside-narrower/rule.ts";
import { failoverWithoutOutlierDetection } from "./failover-without-outlier-detection/rule.ts";
import { faultInjection } from "./fault-injection/rule.ts";
import { fieldDroppedByIstiod } from "./field-dropped-by-istiod/rule.ts";
import { forbiddenAnnotations } from "./forbidden-annotations/rule.ts";
import { gatewayHosts } from "./gateway-hosts/rule.ts";
import { gatewayName } from "./gateway-name/rule.ts";
import { gatewayNotFound } from "./gateway-not-found/rule.ts";
import { gatewayNotMerged } from "./gateway-not-merged/rule.ts";
import { gatewayPorts } from "./gateway-ports/rule.ts";
import { gatewayReference } from "./gateway-reference/rule.ts";
import { gatewayReferenceLegacy } from "./gateway-reference-legacy/rule.ts";
import { gatewaySelectsEverything } from "./gateway-selects-everything/rule.ts";
import { gatewaySelectsNothing } from "./gateway-selects-nothing/rule.ts";
import { gatewayServerSkipped } from "./gateway-server-skipped/rule.ts";
import { gatewayServers } from "./gateway-servers/rule.ts";
import { hiddenBySidecar } from "./hidden-by-sidecar/rule.ts";
import { hiddenFromGateway } from "./hidden-from-gateway/rule.ts";
import { hostDeclaredTwice } from "./host-declared-twice/rule.ts";
import { hostNotInGateway } from "./host-not-in-gateway/rule.ts";
import { httpHeaders } from "./http-headers/rule.ts";
import { httpMatch } from "./http-match/rule.ts";
import { httpRouteConflict } from "./http-route-conflict/rule.ts";
import { jwtClaimRoute } from "./jwt-claim-route/rule.ts";
import { kindNotServed } from "./kind-not-served/rule.ts";
import { labelSyntax } from "./label-syntax/rule.ts";
import { listenerRefused } from "./listener-refused/rule.ts";
import { loadBalancer } from "./load-balancer/rule.ts";
import { localityLoadBalancing } from "./locality-load-balancing/rule.ts";
import { loopbackServiceExported } from "./loopback-service-exported/rule.ts";
import { mirror } from "./mirror/rule.ts";
import { mirrorPercentDeprecated } from "./mirror-percent-deprecated/rule.ts";
import { missingApiVersion } from "./missing-api-version/rule.ts";
import { missingField } from "./missing-field/rule.ts";
import { missingKind } from "./missing-kind/rule.ts";
import { missingName } from "./missing-name/rule.ts";
import { nginxImageOld } from "./nginx-image-old/rule.ts";
import { nginxOpenProxy } from "./nginx-open-proxy/rule.ts";
import { nginxSyntax } from "./nginx-syntax/rule.ts";
import { noAlternative } from "./no-alternative/rule.ts";
import { noNetworkPolicy } from "./no-network-policy/rule.ts";
import { noneBehindGateway } from "./none-behind-gateway/rule.ts";
import { notAllowedValue } from "./not-allowed-value/rule.ts";
import { notAnObject } from "./not-an-object/rule.ts";
import { notReadable } from "./not-readable/rule.ts";
import { notUtf8 } from "./not-utf-8/rule.ts";
import { nulCharacter } from "./nul-character/rule.ts";
import { nullValue } from "./null-value/rule.ts";
import { objectTwice } from "./object-twice/rule.ts";
import { oldFilterName } from "./old-filter-name/rule.ts";
import { oldXdsType } from "./old-xds-type/rule.ts";
import { operatorNotRun } from "./operator-not-run/rule.ts";
import { outOfRange } from "./out-of-range/rule.ts";
import { outboundOpen } from "./outbound-open/rule.ts";
import { outerSniUnmatched } from "./outer-sni-unmatched/rule.ts";
import { outlierDetection } from "./outlier-detection/rule.ts";
import { partialWildcardHost } from "./partial-wildcard-host/rule.ts";
import { passthroughNameTwice } from "./passthrough-name-twice/rule.ts";
import { portCollision } from "./port-collision/rule.ts";
import { portLevelMtls } from "./port-level-mtls/rule.ts";
import { portNotFound } from "./port-not-found/rule.ts";
import { portNotInGateway } from "./port-not-in-gateway/rule.ts";
import { proxyConfig } from "./proxy-config/rule.ts";
import { publicResolver } from "./public-resolver/rule.ts";
import { redirect } from "./redirect/rule.ts";
import { regularExpression } from "./regular-expression/rule.ts";
import { removedSniFilters } from "./removed-sni-filters/rule.ts";
import { replicasAndAutoscaler } from "./replicas-and-autoscaler/rule.ts";
import { retryPolicy } from "./retry-policy/rule.ts";
import { rewrite } from "./rewrite/rule.ts";
import { rootContainer } from "./root-container/rule.ts";
import { routeDestination } from "./route-destination/rule.ts";
import { routeMatch } from "./route-match/rule.ts";
import { routeWeights } from "./route-weights/rule.ts";
import { routeWithoutDestination } from "./route-without-destination/rule.ts";
import { ruleForOtherGateway } from "./rule-for-other-gateway/rule.ts";
import { secondTcpRule } from "./second-tcp-rule/rule.ts";
import { serverTls } from "./server-tls/rule.ts";
import { serverTlsIgnored } from "./server-tls-ignored/rule.ts";
import { serverTlsProtocol } from "./server-tls-protocol/rule.ts";
import { serviceCaptured } from "./service-captured/rule.ts";
import { serviceEntryAddresses } from "./service-entry-addresses/rule.ts";
import { serviceEntryEndpoints } from "./service-entry-endpoints/rule.ts";
import { serviceEntryHosts } from "./service-entry-hosts/rule.ts";
import { serviceEntryPorts } from "./service-entry-ports/rule.ts";
import { serviceEntrySelectorUnused } from "./service-entry-selector-unused/rule.ts";
import { serviceEntryTargetPort } from "./service-entry-target-port/rule.ts";
import { serviceEntryTcpWithoutAddress } from "./service-entry-tcp-without-address/rule.ts";
import { severalHostsOnTcp } from "./several-hosts-on-tcp/rule.ts";
import { severalHostsOneAddress } from "./several-hosts-one-address/rule.ts";
import { sidecarEgressHosts } from "./sidecar-egress-hosts/rule.ts";
import { sidecarEgressHostsRepeated } from "./sidecar-egress-hosts-repeated/rule.ts";
import { sidecarEmpty } from "./sidecar-empty/rule.ts";
import { sidecarHttpPoolUnused } from "./sidecar-http-pool-unused/rule.ts";
import { sidecarIngressTls } from "./sidecar-ingress-tls/rule.ts";
import { sidecarListeners } from "./sidecar-listeners/rule.ts";
import { sidecarOutboundTraffic } from "./sidecar-outbound-traffic/rule.ts";
import { singleReplica } from "./single-replica/rule.ts";
import { sniDenied } from "./sni-denied/rule.ts";
import { sniHostAddress } from "./sni-host-address/rule.ts";
import { sniHostsNotInHosts } from "./sni-hosts-not-in-hosts/rule.ts";
import { sniOnlyGuard } from "./sni-only-guard/rule.ts";
import { sniSentUnasked } from "./sni-sent-unasked/rule.ts";
import { subsetNotFound } from "./subset-not-found/rule.ts";
import { targetRefs } from "./target-refs/rule.ts";
import { telemetryFilter } from "./telemetry-filter/rule.ts";
import { telemetryMetrics } from "./telemetry-metrics/rule.ts";
import { telemetryProviders } from "./telemetry-providers/rule.ts";
import { telemetrySeveral } from "./telemetry-several/rule.ts";
import { telemetryTracing } from "./telemetry-tracing/rule.ts";
import { tooDeep } from "./too-deep/rule.ts";
import { tooLarge } from "./too-large/rule.ts";
import { tooManyAliases } from "./too-many-aliases/rule.ts";
import { tooManyFindings } from "./too-many-findings/rule.ts";
import { trafficPolicy } from "./traffic-policy/rule.ts";
import { tunnel } from "./tunnel/rule.ts";
import { unknownField } from "./unknown-field/rule.ts";
import { unknownKind } from "./unknown-kind/rule.ts";
import { unreachableRoute } from "./unreachable-route/rule.ts";
import { unreadableManifest } from "./unreadable-manifest/rule.ts";
import { unresolvedAlias } from "./unresolved-alias/rule.ts";
import { unusedSuppression } from "./unused-suppression/rule.ts";
import { virtualServiceHosts } from "./virtual-service-hosts/rule.ts";
import { virtualServiceOrder } from "./virtual-service-order/rule.ts";
import { virtualServiceWithoutRoutes } from "./virtual-service-without-routes/rule.ts";
import { virtualServicesForOneHost } from "./virtual-services-for-one-host/rule.ts";
import { widerThanGateway } from "./wider-than-gateway/rule.ts";
import { wildcardOfMany } from "./wildcard-of-many/rule.ts";
import { wildcardTooBroad } from "./wildcard-too-broad/rule.ts";
import { workloadSelector } from "./workload-selector/rule.ts";
import { workloadSelectorEmpty } from "./workload-selector-empty/rule.ts";
import { wrongRouteKind } from "./wrong-route-kind/rule.ts";
import { wrongType } from "./wrong-type/rule.ts";

/** Every rule, by code. A test holds this list against the folders. */
export const RULES: readonly Rule[] = [
  badYaml,
  duplicateKey,
  unresolvedAlias,
  tooDeep,
  tooManyAliases,
  tooLarge,
  notUtf8,
  nulCharacter,
  notReadable,
  badSuppression,
  unusedSuppression,
  nginxSyntax,
  unknownField,
  notAllowedValue,
  wrongType,
  missingField,
  outOfRange,
  badPattern,
  exclusiveFields,
  noAlternative,
  kindNotServed,
  apiVersionNotServed,
  unknownKind,
  missingApiVersion,
  missingKind,
  missingName,
  notAnObject,
  tooManyFindings,
  nullValue,
  unreadableManifest,
  crdRule,
  forbiddenAnnotations,
  exportTo,
  workloadSelector,
  workloadSelectorEmpty,
  targetRefs,
  labelSyntax,
  duration,
  regularExpression,
  serviceEntryHosts,
  partialWildcardHost,
  serviceEntryAddresses,
  serviceEntryPorts,
  serviceEntryTcpWithoutAddress,
  serviceEntryTargetPort,
  serviceEntryEndpoints,
  serviceEntrySelectorUnused,
  dnsNeedsFullNames,
  severalHostsOnTcp,
  severalHostsOneAddress,
  dynamicDns,
  endpointWithoutAddress,
  virtualServiceHosts,
  delegateVirtualService,
  gatewayReference,
  gatewayReferenceLegacy,
  virtualServiceWithoutRoutes,
  routeWithoutDestination,
  sniHostsNotInHosts,
  sniHostAddress,
  routeMatch,
  routeDestination,
  routeWeights,
  httpRouteConflict,
  httpMatch,
  jwtClaimRoute,
  httpHeaders,
  corsPolicy,
  faultInjection,
  mirror,
  mirrorPercentDeprecated,
  redirect,
  directResponse,
  directResponseLarge,
  retryPolicy,
  rewrite,
  unreachableRoute,
  gatewayName,
  gatewayServers,
  gatewayHosts,
  gatewayPorts,
  serverTlsProtocol,
  serverTls,
  serverTlsIgnored,
  destinationRuleHost,
  destinationRuleSubsets,
  trafficPolicy,
  outlierDetection,
  deprecatedTrafficSettings,
  connectionPool,
  loadBalancer,
  localityLoadBalancing,
  failoverWithoutOutlierDetection,
  clientTls,
  tunnel,
  sidecarEmpty,
  sidecarListeners,
  sidecarIngressTls,
  sidecarHttpPoolUnused,
  sidecarEgressHosts,
  sidecarEgressHostsRepeated,
  sidecarOutboundTraffic,
  envoyFilterUnstable,
  envoyFilterPatch,
  envoyFilterMatchUnused,
  envoyPatchValue,
  envoyTypeUnknown,
  envoyFieldUnknown,
  envoyExtensionUntyped,
  authorizationCustom,
  authorizationAction,
  authorizationRules,
  authorizationValues,
  authorizationConditions,
  denyHttpOnly,
  portLevelMtls,
  telemetryProviders,
  telemetryTracing,
  telemetrySeveral,
  telemetryMetrics,
  telemetryFilter,
  proxyConfig,
  objectTwice,
  gatewayServerSkipped,
  passthroughNameTwice,
  listenerRefused,
  chainDropped,
  serviceCaptured,
  widerThanGateway,
  hostNotInGateway,
  ruleForOtherGateway,
  portNotInGateway,
  gatewayNotFound,
  subsetNotFound,
  portNotFound,
  destinationNotFound,
  destinationHidden,
  hiddenFromGateway,
  hiddenBySidecar,
  gatewaySelectsEverything,
  gatewaySelectsNothing,
  noneBehindGateway,
  dynamicDnsBehindGateway,
  dynamicDnsTlsRoute,
  wrongRouteKind,
  outerSniUnmatched,
  secondTcpRule,
  dnsCaptureCommonHost,
  portCollision,
  virtualServicesForOneHost,
  hostDeclaredTwice,
  fieldDroppedByIstiod,
  exportedBesideNarrower,
  dnsCacheSettingsDiffer,
  loopbackServiceExported,
  envoyChoiceTwice,
  nginxOpenProxy,
  envoyOpenProxy,
  envoyFilterWithoutSelector,
  wildcardTooBroad,
  wildcardOfMany,
  addressChosenByClient,
  sniOnlyGuard,
  sniDenied,
  outboundOpen,
  noNetworkPolicy,
  echFrontName,
  nginxImageOld,
  rootContainer,
  publicResolver,
  singleReplica,
  replicasAndAutoscaler,
  drainLongerThanGrace,
  removedSniFilters,
  oldFilterName,
  oldXdsType,
  apiVersionNotStored,
  addressAllocated,
  virtualServiceOrder,
  gatewayNotMerged,
  operatorNotRun,
  sniSentUnasked,
  envoyTooOld,
  dynamicDnsWithoutWaypoint,
];
