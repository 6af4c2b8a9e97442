import type { Listener } from "../../src/model/envoy/listener.ts";
import { outboundListeners } from "../../src/model/istiod/outbound-listeners.ts";
import type { MeshProxy } from "../../src/model/istiod/proxy.ts";
import type { MeshModel } from "../../src/model/mesh-model.ts";
import { WORKLOADS, type Workload } from "../mesh/lab/topology.ts";
import type { EnvoyConfig, KubernetesObject, Nack, Observation } from "./observation.ts";
import { tracersFor } from "./replay.ts";
import { chainsOf, clusterText, envoyChainsOf, envoyClusterText } from "./structure-words.ts";

/** Ports that the configurations are about; the pods of a gateway listen on others. */
const PORTS = [80, 443, 8080, 8443];
const GATEWAY_PORTS = [8080, 8443];

export interface StructureReport {
  /** In words. */
  readonly differences: string[];
  /** How many were compared. */
  listeners: number;
  chains: number;
  clusters: number;
}

/** Holds the model's listeners, filter chains and clusters against what every Envoy ran. */
export function compareStructure(observation: Observation, base: readonly KubernetesObject[]): StructureReport {
  const tracer = tracersFor([...base, ...observation.objects], observation.settings);
  const report: StructureReport = { differences: [], listeners: 0, chains: 0, clusters: 0 };
  for (const workload of WORKLOADS) {
    const config = observation.proxies[`${workload.namespace}/${workload.pod}`];
    // A waypoint is not modelled.
    if (config === undefined || workload.role === "waypoint") continue;
    const { model } = tracer(workload.dnsCapture ? "captured" : "sleep");
    const compared = { model, proxy: proxyOf(workload), config, nacks: observation.nacks, report };
    compareListeners(compared);
    compareClusters(compared);
  }
  return report;
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

function compareListeners({ model, proxy, config, nacks, report }: Compared): void {
  const say = (name: string, line: string) => report.differences.push(`${proxy.name}: listener ${name}: ${line}`);
  for (const port of proxy.kind === "gateway" ? GATEWAY_PORTS : PORTS) {
    const predicted = predictedListeners(model, proxy, port);
    const real = new Map(
      config.listeners
        .filter((one) => one.port === port && !isOfTheMesh(one.address))
        .map((listener) => [listener.name, listener]),
    );
    for (const name of real.keys()) if (!predicted.has(name)) say(name, "it is there and not predicted");
    for (const [name, listener] of predicted) {
      if (listener.fault?.kind === "unknown") continue;
      report.listeners += 1;
      const found = real.get(name);
      const refusal = found?.refused ?? refusalOf(name, proxy, nacks);
      if ((listener.fault === undefined) !== (refusal === undefined)) {
        say(name, `predicted ${listener.fault?.says ?? "to be taken"}, Envoy says ${refusal ?? "nothing"}`);
      }
      if (listener.fault !== undefined || refusal !== undefined) continue;
      if (found === undefined) {
        say(name, "it is predicted and not there");
        continue;
      }
      const [mine, its] = [chainsOf(listener), envoyChainsOf(found)];
      report.chains += its.length;
      for (const chain of mine) if (!its.includes(chain)) say(name, `only predicted: ${chain}`);
      for (const chain of its) if (!mine.includes(chain)) say(name, `only in Envoy: ${chain}`);
    }
  }
}

/** `Internal:Error adding/updating listener(s) 0.0.0.0_443: …` */
function refusalOf(listener: string, proxy: MeshProxy, nacks: readonly Nack[]): string | undefined {
  return nacks.find((nack) => nack.proxy === proxy.name && nack.type === "LDS" && nack.says.includes(` ${listener}: `))
    ?.says;
}

/** What belongs to the mesh's own Services: the gateways', and the API server's, which is no object of ours. */
function isOfTheMesh(address: string): boolean {
  return /^10\.96\.|^cluster-ip-of-/.test(address);
}

function predictedListeners(model: MeshModel, proxy: MeshProxy, port: number): ReadonlyMap<string, Listener> {
  if (proxy.kind === "gateway") {
    const made = model.gatewayListener(proxy, port)?.listener;
    return new Map(made ? [[made.name, made]] : []);
  }
  const binds = outboundListeners(proxy, model.scope(proxy), port, model.settings.target.meshDomain).keys();
  const own = [...binds].filter((bind) => !isOfTheMesh(bind));
  return new Map(
    own.flatMap((bind) => {
      const listener = model.outboundListener(proxy, bind, port)?.listener;
      return listener ? [[listener.name, listener]] : [];
    }),
  );
}

function compareClusters({ model, proxy, config, report }: Compared): void {
  const about = config.clusters.filter(
    ({ name }) =>
      /^outbound\|(?:80|443|8080|8443)\|/.test(name) && !name.endsWith("|kubernetes.default.svc.cluster.local"),
  );
  for (const real of about) {
    const predicted = model.cluster(proxy, real.name);
    if (predicted?.unknown !== undefined) continue;
    if (predicted === undefined && isLeftOver(real.name, model, proxy)) continue;
    report.clusters += 1;
    const [mine, its] = [predicted ? clusterText(predicted) : "none", envoyClusterText(real)];
    if (mine !== its) report.differences.push(`${proxy.name}: cluster ${real.name}: predicted ${mine}, is ${its}`);
  }
}

/** A Sidecar that comes later takes ports of a service away, and istiod takes back the clusters of whole services only: these stay. */
function isLeftOver(name: string, model: MeshModel, proxy: MeshProxy): boolean {
  return PORTS.some((port) => model.cluster(proxy, name.replace(/\|\d+\|/, `|${port}|`)) !== undefined);
}
