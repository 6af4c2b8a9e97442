import type { Endpoint } from "../envoy/listener.ts";
import type { World } from "../world/world.ts";
import { type MeshProxy, selects } from "./proxy.ts";
import type { MeshService, ServicePort } from "./service.ts";

/** A pod, or what stands for the pods of a gateway of which only its Service (or not even that) is known. */
export interface Workload {
  readonly namespace: string;
  /** `namespace/name` */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  /** Its address; "" where only the cluster knows it. */
  readonly address: string;
  readonly containerPorts: Readonly<Record<string, number>>;
  readonly role: "sidecar" | "gateway";
}

/** The pods of the mesh. */
export interface Workloads {
  readonly all: readonly Workload[];
  at(address: string): Workload | undefined;
  behind(
    service: MeshService,
    port: ServicePort,
    labels: Readonly<Record<string, string>> | undefined,
  ): readonly Endpoint[];
  /** Whether Istio sends mutual TLS to the service's pods unasked: pods that carry a sidecar say so by a label. */
  takesMutualTls(service: MeshService): boolean;
}

interface PodSpec {
  readonly serviceAccountName?: string;
  readonly containers?: readonly {
    readonly name?: string;
    readonly ports?: readonly { name?: string; containerPort: number }[];
  }[];
}

interface TemplateSpec {
  readonly template?: {
    readonly metadata?: {
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly spec?: PodSpec;
  };
}

const TEMPLATED = ["Deployment", "StatefulSet", "DaemonSet"];

/** Pods as they were read, and the pods that Deployments and the like will have; `assumed` adds those that nothing declares. */
export function makeWorkloads(world: World, assumed: readonly Workload[]): Workloads {
  const pods = world.of<PodSpec>("Pod").map(({ name, namespace, labels, annotations, spec, value }) => ({
    namespace,
    name: `${namespace}/${name}`,
    labels,
    serviceAccount: spec.serviceAccountName ?? "default",
    address: ((value.status as { podIP?: string } | undefined)?.podIP ?? "") as string,
    containerPorts: portsOf(spec),
    role: roleOf(spec, annotations),
  }));
  const templated = TEMPLATED.flatMap((kind) => world.of<TemplateSpec>(kind)).map(({ name, namespace, spec }) => ({
    namespace,
    name: `${namespace}/${name}`,
    labels: spec.template?.metadata?.labels ?? {},
    serviceAccount: spec.template?.spec?.serviceAccountName ?? "default",
    address: "",
    containerPorts: portsOf(spec.template?.spec ?? {}),
    role: roleOf(spec.template?.spec ?? {}, spec.template?.metadata?.annotations ?? {}),
  }));
  const all: readonly Workload[] = [...pods, ...templated, ...assumed];
  const byAddress = new Map(
    all.filter(({ address }) => address !== "").map((workload) => [workload.address, workload]),
  );
  const byNamespace = new Map<string, Workload[]>();
  for (const workload of all) {
    const known = byNamespace.get(workload.namespace);
    if (known === undefined) byNamespace.set(workload.namespace, [workload]);
    else known.push(workload);
  }
  const behind = (service: MeshService) =>
    (byNamespace.get(service.namespace) ?? []).filter(({ labels }) => selects(service.selector, labels));
  return {
    all,
    at: (address) => byAddress.get(address),
    behind: (service, port, labels) =>
      behind(service)
        .filter((workload) => selects(labels, workload.labels))
        .map((workload) => ({
          address: workload.address,
          port: typeof port.targetPort === "number" ? port.targetPort : (workload.containerPorts[port.targetPort] ?? 0),
          workload: workload.name,
          ref: service.ref,
        })),
    takesMutualTls: (service) => {
      const pods = behind(service);
      return pods.length > 0 && pods.every(({ labels }) => labels["security.istio.io/tlsMode"] === "istio");
    },
  };
}

function portsOf({ containers }: PodSpec): Record<string, number> {
  const named = (containers ?? []).flatMap(({ ports }) => ports ?? []);
  return Object.fromEntries(named.flatMap(({ name, containerPort }) => (name ? [[name, containerPort]] : [])));
}

/** A gateway's pod has the proxy as its own container, or asks for the gateway's injection template. */
function roleOf({ containers }: PodSpec, annotations: Readonly<Record<string, string>>): Workload["role"] {
  const [first] = containers ?? [];
  const templates = (annotations["inject.istio.io/templates"] ?? "").split(",");
  return templates.includes("gateway") || first?.name === "istio-proxy" ? "gateway" : "sidecar";
}

export function proxyOf(workload: Workload): MeshProxy {
  const { namespace, name, labels, serviceAccount, containerPorts, role } = workload;
  return { kind: role, namespace, name, labels, serviceAccount, containerPorts, dnsCapture: false };
}
