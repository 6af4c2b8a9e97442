import type { Cluster, FilterChain, Listener, NetworkFilter } from "../../src/model/envoy/listener.ts";
import { outboundListeners } from "../../src/model/istiod/outbound-listeners.ts";
import type { MeshProxy } from "../../src/model/istiod/proxy.ts";
import type { MeshModel } from "../../src/model/mesh-model.ts";
import { NAMES, WORKLOADS, type Workload } from "../mesh/lab/topology.ts";
import type {
  EnvoyChain,
  EnvoyCluster,
  EnvoyConfig,
  EnvoyFilter,
  EnvoyListener,
  KubernetesObject,
  Nack,
  Observation,
} from "./observation.ts";
import { tracersFor } from "./replay.ts";

/** Ports that the configurations are about; the pods of a gateway listen on others. */
const PORTS = [80, 443, 8080, 8443];
const GATEWAY_PORTS = [8080, 8443];

/**
 * Holds the model's listeners, filter chains and clusters against what every Envoy ran.
 *
 * @returns differences, in words; and how many of each were compared
 */
export function compareStructure(observation: Observation, base: readonly KubernetesObject[]): StructureReport {
  const tracer = tracersFor([...base, ...observation.objects], observation.settings);
  const report: StructureReport = { differences: [], listeners: 0, chains: 0, clusters: 0 };
  for (const workload of WORKLOADS) {
    const name = `${workload.namespace}/${workload.pod}`;
    const config = observation.proxies[name];
    if (config === undefined) continue;
    const { model } = tracer(workload.dnsCapture ? "captured" : "sleep");
    compareProxy({ model, proxy: proxyOf(workload), config, nacks: observation.nacks, report });
  }
  return report;
}

export interface StructureReport {
  readonly differences: string[];
  listeners: number;
  chains: number;
  clusters: number;
}

function proxyOf({ namespace, pod, labels, serviceAccount, role, dnsCapture }: Workload): MeshProxy {
  const kind = role === "router" ? "gateway" : "sidecar";
  return { kind, namespace, name: `${namespace}/${pod}`, labels, serviceAccount, dnsCapture };
}

interface Compared {
  readonly model: MeshModel;
  readonly proxy: MeshProxy;
  readonly config: EnvoyConfig;
  readonly nacks: readonly Nack[];
  readonly report: StructureReport;
}

function compareProxy(compared: Compared): void {
  const { model, proxy, config, nacks, report } = compared;
  const say = (line: string) => report.differences.push(`${proxy.name}: ${line}`);
  for (const port of proxy.kind === "gateway" ? GATEWAY_PORTS : PORTS) {
    const predicted = predictedListeners(model, proxy, port);
    const real = config.listeners.filter((one) => one.port === port && !isServiceOfTheMesh(one));
    for (const [name, listener] of predicted) {
      const found = real.find((one) => one.name === name);
      if (listener.fault?.kind === "unknown") continue;
      report.listeners += 1;
      const refused = found?.refused ?? refusalOf(name, proxy, nacks);
      if ((listener.fault?.kind === "refused") !== (refused !== undefined)) {
        say(`listener ${name}: predicted ${listener.fault?.says ?? "to be taken"}, Envoy says ${refused ?? "nothing"}`);
      } else if (listener.fault === undefined && found === undefined)
        say(`listener ${name} is predicted and not there`);
      if (listener.fault !== undefined || found === undefined) continue;
      const [mine, its] = [chainsOf(listener), envoyChains(found)];
      report.chains += its.length;
      for (const chain of mine.filter((one) => !its.includes(one))) say(`listener ${name}: only predicted: ${chain}`);
      for (const chain of its.filter((one) => !mine.includes(one))) say(`listener ${name}: only in Envoy: ${chain}`);
    }
    for (const one of real) if (!predicted.has(one.name)) say(`listener ${one.name} is there and not predicted`);
  }
  compareClusters(compared, say);
}

/** `Internal:Error adding/updating listener(s) 0.0.0.0_443: …` */
function refusalOf(listener: string, proxy: MeshProxy, nacks: readonly Nack[]): string | undefined {
  return nacks.find((nack) => nack.proxy === proxy.name && nack.type === "LDS" && nack.says.includes(` ${listener}: `))
    ?.says;
}

/** What belongs to the mesh's own Services: the gateways', and the API server's, which is no object of ours. */
function isServiceOfTheMesh({ address }: EnvoyListener): boolean {
  return address.startsWith("10.96.");
}

function predictedListeners(model: MeshModel, proxy: MeshProxy, port: number): ReadonlyMap<string, Listener> {
  if (proxy.kind === "gateway") {
    const made = model.gatewayListener(proxy, port)?.listener;
    return new Map(made ? [[made.name, made]] : []);
  }
  const binds = outboundListeners(proxy, model.scope(proxy), port, model.settings.target.meshDomain).keys();
  const made = [...binds]
    .filter((bind) => !/^10\.96\.|^cluster-ip-of-/.test(bind))
    .flatMap((bind) => model.outboundListener(proxy, bind, port)?.listener ?? []);
  return new Map(made.map((listener) => [listener.name, listener]));
}

function chainsOf({ chains, defaultChain }: Listener): readonly string[] {
  const all = chains.map((chain) => chainText(chain));
  return [...all, ...(defaultChain ? [`default ${chainText(defaultChain)}`] : [])].sort();
}

function chainText({ match, terminates, filters }: FilterChain): string {
  const { serverNames, prefixRanges, transport, applicationProtocols } = match;
  return [
    ...matchText(
      serverNames,
      prefixRanges.map(({ text }) => text),
      transport,
      applicationProtocols,
    ),
    terminates === undefined
      ? ""
      : `ends TLS${terminates.requiresClientCertificate ? " of callers with a certificate" : ""}`,
    filters.map(filterText).filter(Boolean).join(", "),
  ].join(" | ");
}

function matchText(
  names: readonly string[],
  ranges: readonly string[],
  transport: string,
  applications: readonly string[],
): string[] {
  return [
    [...new Set(names)].sort().join(" "),
    [...ranges].sort().join(" "),
    transport,
    [...applications].sort().join(" "),
  ];
}

function filterText(filter: NetworkFilter): string {
  if (filter.kind === "tcp-proxy") return clustersText(filter.clusters);
  if (filter.kind === "http") return "routes";
  return filter.kind === "sni-dynamic-forward-proxy" ? "looks up" : filter.kind;
}

function clustersText(clusters: readonly { readonly name: string; readonly weight: number }[]): string {
  return clusters
    .map(({ name }) => name)
    .sort()
    .join(" or ");
}

function envoyChains({ chains, defaultChain }: EnvoyListener): readonly string[] {
  const all = chains.map((chain) => envoyChainText(chain));
  return [...all, ...(defaultChain ? [`default ${envoyChainText(defaultChain)}`] : [])].sort();
}

function envoyChainText(chain: EnvoyChain): string {
  return [
    ...matchText(chain.serverNames, chain.prefixRanges, chain.transport, chain.applicationProtocols),
    chain.tls ? `ends TLS${chain.requiresClientCertificate ? " of callers with a certificate" : ""}` : "",
    chain.filters.map(envoyFilterText).filter(Boolean).join(", "),
  ].join(" | ");
}

function envoyFilterText({ name, clusters, routes }: EnvoyFilter): string {
  if (clusters !== undefined) return clustersText(clusters);
  if (routes !== undefined) return "routes";
  if (name.includes("sni_dynamic_forward_proxy")) return "looks up";
  return name.endsWith("rbac") ? "rbac" : "";
}

function compareClusters({ model, proxy, config, report }: Compared, say: (line: string) => void): void {
  for (const real of config.clusters.filter(
    ({ name }) => /^outbound\|(?:80|443|8080|8443)\|/.test(name) && !name.includes("kubernetes.default"),
  )) {
    const predicted = model.cluster(proxy, real.name);
    if (predicted?.unknown !== undefined) continue;
    // A Sidecar that comes later takes a service's port away, and istiod does not take the cluster back: it stays, without endpoints.
    if (predicted === undefined && real.type === "EDS" && real.endpoints.length === 0) continue;
    report.clusters += 1;
    const [mine, its] = [predicted ? clusterText(predicted) : "none", envoyClusterText(real)];
    if (mine !== its) say(`cluster ${real.name}: predicted ${mine}, is ${its}`);
  }
}

const TYPES: Readonly<Record<string, string>> = {
  ORIGINAL_DST: "original-dst",
  EDS: "endpoints",
  STATIC: "endpoints",
  STRICT_DNS: "dns",
  LOGICAL_DNS: "dns",
  "envoy.clusters.dynamic_forward_proxy": "dynamic-forward-proxy",
};

function clusterText({ discovery, endpoints, tls }: Cluster): string {
  const to = endpoints
    .flatMap(({ address, port }) => (NAMES[address] ?? [address]).map((one) => `${one}:${port}`))
    .sort()
    .join(" ");
  const around =
    tls === undefined || tls.automatic
      ? ""
      : `, TLS ${tls.mode === "ISTIO_MUTUAL" ? "of the mesh" : "SIMPLE"} with ${tls.sni === "" ? "nothing" : (tls.sni ?? "the host")}`;
  return `${discovery}${discovery === "original-dst" || discovery === "dynamic-forward-proxy" ? "" : ` to ${to}`}${around}`;
}

function envoyClusterText({ type, endpoints, tls }: EnvoyCluster): string {
  const discovery = TYPES[type] ?? type;
  const around =
    tls === undefined
      ? ""
      : `, TLS ${tls.kind === "with its workload's certificate" ? "of the mesh" : "SIMPLE"} with ${tls.sni || (tls.autoSni === false ? "nothing" : "the host")}`;
  return `${discovery}${discovery === "original-dst" || discovery === "dynamic-forward-proxy" ? "" : ` to ${[...endpoints].sort().join(" ")}`}${around}`;
}
