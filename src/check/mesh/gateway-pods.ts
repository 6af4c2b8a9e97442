import { gatewaysOf, podPortOf } from "../../model/istiod/gateway-servers.ts";
import { type MeshProxy, selects } from "../../model/istiod/proxy.ts";
import { proxyOf, type Workload } from "../../model/istiod/workloads.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import type { GatewaySpec } from "../../resources/types/gateway.generated.ts";

/** Pods that serve Gateways. */
export interface GatewayPods {
  readonly proxy: MeshProxy;
  /** False where only a Gateway's selector speaks of them: then their namespace, and what they see, is a guess. */
  readonly certain: boolean;
  /** Their ports that a server of a Gateway is on. */
  readonly ports: readonly number[];
}

/**
 * Pods that were read, pods behind a Service that was read, pods behind a Service that routes name and that looks like a gateway's by its
 * name; and for selectors that none of them has the labels of, pods that nothing else is known of.
 */
export function gatewayPods(model: MeshModel): GatewayPods[] {
  const selectors = selectorsIn(model);
  const known = [...readPods(model), ...behindServices(model, selectors), ...namedByRoutes(model, selectors)];
  const certain = known.filter((proxy) => selectors.some((selector) => selects(selector, proxy.labels)));
  const others = selectors.filter((selector) => !known.some(({ labels }) => selects(selector, labels)));
  // Whoever has the labels of a longer selector has those of a shorter one as well.
  const widest = others.filter((selector) => !others.some((other) => other !== selector && selects(selector, other)));
  return [
    ...certain.map((proxy) => ({ proxy, certain: true, ports: portsOf(proxy, model) })),
    ...widest.flatMap((labels) =>
      unknownPods(labels, model).map((proxy) => ({ proxy, certain: false, ports: portsOf(proxy, model) })),
    ),
  ];
}

/** Selectors of all Gateways, each once; one that asks for nothing tells no pods apart. */
function selectorsIn(model: MeshModel): Readonly<Record<string, string>>[] {
  const found = new Map<string, Readonly<Record<string, string>>>();
  for (const { spec } of model.world.of<GatewaySpec>("Gateway")) {
    const selector = spec.selector ?? {};
    if (Object.keys(selector).length > 0) found.set(JSON.stringify(Object.entries(selector).sort()), selector);
  }
  return [...found.values()];
}

function readPods({ workloads, assumed }: MeshModel): MeshProxy[] {
  const guessed = new Set<Workload>(assumed.workloads);
  return workloads.all.filter((one) => one.role === "gateway" && !guessed.has(one)).map(proxyOf);
}

function behindServices(
  { registry, workloads }: MeshModel,
  selectors: readonly Readonly<Record<string, string>>[],
): MeshProxy[] {
  return registry.services.flatMap(({ registry: kind, selector, namespace, name, assumed }) => {
    if (kind !== "kubernetes" || assumed || selector === undefined) return [];
    const isGateway = selectors.some((one) => selects(one, selector) || selects(selector, one));
    const read = workloads.all.some((one) => one.namespace === namespace && selects(selector, one.labels));
    if (!isGateway || read) return [];
    const asked = selectors.find((one) => selects(selector, one)) ?? {};
    return [podsOf(namespace, `${namespace}/${name}`, { ...asked, ...selector }, name)];
  });
}

/** `istio-egressgateway` and the selector `istio: egressgateway`: as Istio's charts label them. */
function namedByRoutes({ assumed }: MeshModel, selectors: readonly Readonly<Record<string, string>>[]): MeshProxy[] {
  return assumed.workloads.flatMap(({ namespace, name, serviceAccount: service }) => {
    const usual = { app: service, istio: service.replace(/^istio-/, "") };
    const served = selectors.some((selector) => selects(selector, usual));
    return served ? [podsOf(namespace, name, usual, service)] : [];
  });
}

/** Of a Gateway of the Gateway API, the pods that istiod makes for it, beside it. */
function unknownPods(labels: Readonly<Record<string, string>>, { settings, world }: MeshModel): MeshProxy[] {
  const words = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const api = labels["gateway.networking.k8s.io/gateway-name"];
  const beside = world.of("KubernetesGateway").filter(({ name }) => name === api);
  const namespaces = beside.length === 0 ? [settings.rootNamespace] : beside.map((one) => one.namespace);
  return namespaces.map((namespace) => podsOf(namespace, `pods with ${words}`, labels, ""));
}

function podsOf(
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  serviceAccount: string,
): MeshProxy {
  return { kind: "gateway", namespace, name, labels, serviceAccount, dnsCapture: false };
}

function portsOf(proxy: MeshProxy, { world, registry }: MeshModel): number[] {
  const servers = gatewaysOf(proxy, world).flatMap(({ spec }) => spec.servers ?? []);
  const ports = new Set(servers.map(({ port }) => podPortOf(port.number, proxy, registry.services)));
  return [...ports].sort((one, other) => one - other);
}
