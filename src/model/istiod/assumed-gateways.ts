import type { GatewaySpec } from "../../resources/types/gateway.generated.ts";
import type { VirtualServiceSpec } from "../../resources/types/virtual-service.generated.ts";
import type { ConfigObject } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import type { MeshService, ServicePort } from "./service.ts";
import { fullName } from "./virtual-services.ts";
import type { Workload } from "./workloads.ts";

/** Services and pods that nothing declares, and that are taken to be there because a route sends to them. */
export interface Assumed {
  readonly services: readonly MeshService[];
  readonly workloads: readonly Workload[];
  /** A sentence for each. */
  readonly words: readonly string[];
}

/** Ports of the gateway that Istio's charts install, and what its pods listen on. */
const USUAL_PORTS: Readonly<Record<number, number>> = { 80: 8080, 443: 8443 };

/**
 * A route to a Service that was not read (`istio-egressgateway.istio-system.svc.cluster.local`) is taken to reach a gateway as Istio's
 * charts install it, with labels that the Gateways of its namespace select.
 */
export function assumedGateways(world: World, meshDomain: string): Assumed {
  const known = new Set(world.of("Service").map(({ name, namespace }) => `${name}.${namespace}.svc.${meshDomain}`));
  const ports = new Map<string, { readonly object: ConfigObject; readonly numbers: Set<number> }>();
  for (const { host, port, object } of destinations(world, meshDomain)) {
    if (known.has(host) || !host.endsWith(`.svc.${meshDomain}`)) continue;
    const numbers = ports.get(host)?.numbers ?? new Set<number>();
    if (port !== undefined) numbers.add(port);
    ports.set(host, { object: ports.get(host)?.object ?? object, numbers });
  }
  const made = [...ports].map(([host, { object, numbers }]) => assume(host, object, numbers, world, meshDomain));
  return {
    services: made.map(({ service }) => service),
    workloads: made.flatMap(({ workloads }) => workloads),
    words: made.map(({ words }) => words),
  };
}

function destinations(world: World, meshDomain: string) {
  return world.of<VirtualServiceSpec>("VirtualService").flatMap((virtualService) => {
    const { spec, namespace } = virtualService;
    const routes = [...(spec.http ?? []), ...(spec.tls ?? []), ...(spec.tcp ?? [])].flatMap(({ route }) => route ?? []);
    return routes.map(({ destination }) => ({
      host: fullName(destination.host, namespace, meshDomain),
      port: destination.port?.number,
      object: virtualService as unknown as ConfigObject,
    }));
  });
}

function assume(host: string, object: ConfigObject, numbers: ReadonlySet<number>, world: World, meshDomain: string) {
  const [name = "", namespace = ""] = host.slice(0, -`.svc.${meshDomain}`.length).split(".");
  const pods = podsNamed(name, namespace, world);
  const labels = pods ?? guessedLabels(name, namespace, world);
  const ref = { object, path: ["metadata", "name"] };
  const port = (number: number): ServicePort => ({
    number,
    name: `port-${number}`,
    protocol: number === 80 ? "http2" : number === 443 ? "https" : "tcp",
    targetPort: USUAL_PORTS[number] ?? number,
    ref,
  });
  const all = [...new Set([...numbers, ...Object.keys(USUAL_PORTS).map(Number)])].sort((one, other) => one - other);
  const service: MeshService = {
    hostname: host,
    namespace,
    name,
    created: "",
    registry: "kubernetes",
    external: false,
    ports: all.map(port),
    resolution: "static",
    address: `cluster-ip-of-${name}-in-${namespace}`,
    allocatedAddress: "",
    exportTo: [],
    selector: labels,
    endpoints: [],
    object,
    ref,
    assumed: true,
  };
  const workload: Workload = {
    namespace,
    name: `${namespace}/${name}`,
    labels,
    serviceAccount: name,
    address: "",
    containerPorts: {},
    role: "gateway",
  };
  const selector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const mapped = all.map((number) => `${number} to ${USUAL_PORTS[number] ?? number}`).join(", ");
  return {
    service,
    workloads: pods === undefined ? [workload] : [],
    words: `no Service ${name} was read in namespace ${namespace}: it is taken to map ports ${mapped} of a gateway with labels ${selector}`,
  };
}

function podsNamed(name: string, namespace: string, world: World): Readonly<Record<string, string>> | undefined {
  type Templated = {
    readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  };
  const deployment = world.of<Templated>("Deployment").find((one) => one.name === name && one.namespace === namespace);
  return deployment?.spec.template?.metadata?.labels;
}

/** Istio's charts label `istio-egressgateway` with `app: istio-egressgateway` and `istio: egressgateway`; what the Gateways there ask for comes first. */
function guessedLabels(name: string, namespace: string, world: World): Record<string, string> {
  const usual = { app: name, istio: name.replace(/^istio-/, "") };
  const selectors = world
    .of<GatewaySpec>("Gateway")
    .filter((gateway) => gateway.namespace === namespace)
    .map(({ spec }) => spec.selector ?? {});
  const fits = (selector: Readonly<Record<string, string>>) =>
    Object.entries(selector).every(([key, value]) => (usual as Record<string, string>)[key] === value);
  const asked = selectors.find(fits) ?? selectors[0] ?? {};
  return { ...usual, ...asked };
}
