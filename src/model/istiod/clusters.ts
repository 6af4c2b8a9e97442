import type { Cluster, Endpoint, UpstreamTls } from "../envoy/listener.ts";
import type { FieldRef } from "../world/config-object.ts";
import { BLACK_HOLE, PASSTHROUGH, parseClusterName } from "./cluster-names.ts";
import { type EffectiveRule, policyPart, type RuleIndex, subsetOf, tunnelOf } from "./destination-rules.ts";
import { isWildcard } from "./host-name.ts";
import { type MeshProxy, selects } from "./proxy.ts";
import { type MeshService, portOf, type ServicePort } from "./service.ts";
import type { Workloads } from "./workloads.ts";

/** What a proxy needs to know to make its clusters. */
export interface ClusterSources {
  readonly proxy: MeshProxy;
  readonly services: ReadonlyMap<string, MeshService>;
  readonly rules: RuleIndex;
  readonly workloads: Workloads;
}

/**
 * The cluster of a name, if istiod gives it to the proxy: for each port of each service of its scope, and for each subset that a
 * DestinationRule has for it. `undefined`: the proxy has none, and a route to it fails.
 *
 * Source: istio pilot/pkg/networking/core/cluster.go, buildOutboundClusters, and cluster_builder.go.
 */
export function findCluster(name: string, sources: ClusterSources): Cluster | undefined {
  if (name === BLACK_HOLE || name === PASSTHROUGH) return ownCluster(name);
  const parsed = parseClusterName(name);
  const service = parsed && sources.services.get(parsed.host);
  const port = parsed && service && portOf(service, parsed.port);
  if (parsed === undefined || service === undefined || port === undefined || port.protocol === "udp") return undefined;
  const rule = sources.rules.rulesFor(service, sources.proxy);
  const subset = parsed.subset === "" ? undefined : subsetOf(rule, parsed.subset);
  if (parsed.subset !== "" && (subset === undefined || isDynamic(service))) return undefined;
  if (isDynamic(service) && !["http", "tls", "grpc", "http2"].includes(port.protocol)) return undefined;
  const discovery = discoveryOf(service, rule, parsed.subset, port.number, sources.proxy);
  const endpoints = endpointsOf(service, port, subset?.subset.labels, sources);
  // istiod makes no cluster that has to look up names and has none to look up.
  if (discovery === "dns" && endpoints.length === 0) return undefined;
  return {
    name,
    discovery,
    endpoints,
    tls: tlsOf(rule, service, port, parsed.subset, sources),
    portOverride:
      service.resolution === "none" && port.targetPort !== port.number ? Number(port.targetPort) : undefined,
    unknown: unknownOf(rule, parsed.subset),
    ref: subset?.ref ?? service.ref,
  };
}

function ownCluster(name: string): Cluster {
  return {
    name,
    discovery: name === BLACK_HOLE ? "blackhole" : "original-dst",
    endpoints: [],
    tls: undefined,
    portOverride: undefined,
    unknown: undefined,
    ref: undefined,
  };
}

function isDynamic(service: MeshService): boolean {
  return service.resolution === "dynamic-dns" && isWildcard(service.hostname);
}

function discoveryOf(
  service: MeshService,
  rule: EffectiveRule | undefined,
  subset: string,
  port: number,
  proxy: MeshProxy,
): Cluster["discovery"] {
  if (isDynamic(service)) return "dynamic-forward-proxy";
  if (policyPart(rule, "loadBalancer", subset, port)?.value.simple === "PASSTHROUGH") return "original-dst";
  if (service.resolution === "dns" || service.resolution === "dns-round-robin") return "dns";
  // A gateway has no original destination to pass on: nothing captured its traffic.
  if (service.resolution === "none" && proxy.kind === "sidecar") return "original-dst";
  return "endpoints";
}

function endpointsOf(
  service: MeshService,
  port: ServicePort,
  labels: Readonly<Record<string, string>> | undefined,
  { workloads }: ClusterSources,
): Endpoint[] {
  const own = service.endpoints
    .filter((endpoint) => selects(labels, endpoint.labels))
    .map(({ address, ports, ref }) => ({
      address,
      port: ports[port.name] ?? Number(port.targetPort),
      workload: workloads.at(address)?.name ?? "",
      ref,
    }));
  const byName = service.resolution === "dns" || service.resolution === "dns-round-robin";
  if (byName && service.endpoints.length === 0 && service.selector === undefined && !isWildcard(service.hostname)) {
    return [{ address: service.hostname, port: Number(port.targetPort), workload: "", ref: service.ref }];
  }
  const selected = service.selector === undefined ? [] : workloads.behind(service, port, labels);
  return [...own, ...selected];
}

/** TLS of the DestinationRule; without one, Istio's automatic mutual TLS where the endpoint takes it. */
function tlsOf(
  rule: EffectiveRule | undefined,
  service: MeshService,
  port: ServicePort,
  subset: string,
  { workloads }: ClusterSources,
): UpstreamTls | undefined {
  const set = policyPart(rule, "tls", subset, port.number);
  const defaultSni = `outbound_.${port.number}_.${subset}_.${service.hostname}`;
  if (set === undefined) {
    if (service.external || service.selector === undefined || !workloads.takesMutualTls(service)) return undefined;
    return { mode: "ISTIO_MUTUAL", sni: defaultSni, automatic: true, ref: undefined };
  }
  const { value, ref } = set;
  if (value.mode === undefined || value.mode === "DISABLE") return undefined;
  // A sidecar ignores a credentialName without a workload selector.
  if ((value.credentialName ?? "") !== "" && value.mode !== "ISTIO_MUTUAL") return undefined;
  if (value.mode === "ISTIO_MUTUAL") {
    return { mode: value.mode, sni: value.sni || (isDynamic(service) ? undefined : defaultSni), automatic: false, ref };
  }
  // Without a name of its own, Envoy sends the request's host (auto_sni), which only HTTP has, whatever the port's protocol is called.
  return { mode: value.mode, sni: value.sni || undefined, automatic: false, ref };
}

function unknownOf(rule: EffectiveRule | undefined, subset: string): { says: string; ref: FieldRef } | undefined {
  const ref = tunnelOf(rule, subset);
  return ref && { says: "the DestinationRule sends connections through a tunnel, which is not modelled", ref };
}
