import { EGRESS_GATEWAY, HAS_WAYPOINT, OTHER_GATEWAY, WAYPOINT, WORKLOADS, type Workload } from "./topology.ts";

export interface BaseObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** As a user asks for it; here the agent's environment does it, since nobody injects. */
const DNS_CAPTURE = {
  "proxy.istio.io/config": JSON.stringify({
    proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true", ISTIO_META_DNS_AUTO_ALLOCATE: "true" },
  }),
};

/** What a cluster with the test mesh's pods holds, before anything is generated. */
export function baseObjects(): readonly BaseObject[] {
  const namespaces = [...new Set(WORKLOADS.map(({ namespace }) => namespace))].filter((name) => name !== "default");
  const accounts = new Map(WORKLOADS.map((one) => [`${one.namespace}/${one.serviceAccount}`, one]));
  return [
    ...namespaces.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
    ...[...accounts.values()].map(({ namespace, serviceAccount }) => ({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: serviceAccount, namespace },
    })),
    ...WORKLOADS.map(({ pod, namespace, labels, serviceAccount, role, dnsCapture }) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: pod, namespace, labels, ...(dnsCapture ? { annotations: DNS_CAPTURE } : {}) },
      spec: {
        serviceAccountName: serviceAccount,
        containers: [role === "sidecar" ? pod : "istio-proxy"].map((name) => ({ name, image: "none" })),
      },
    })),
    ...[EGRESS_GATEWAY, OTHER_GATEWAY].flatMap(gatewayService),
    ...(HAS_WAYPOINT ? [endpointSlice(WAYPOINT, WAYPOINT_PORTS)] : []),
  ];
}

const GATEWAY_PORTS = [
  { name: "http2", port: 80, targetPort: 8080 },
  { name: "https", port: 443, targetPort: 8443 },
];
/** As istiod writes them into the Service of a waypoint, which comes and goes with its Gateway. */
const WAYPOINT_PORTS = [
  { name: "status-port", port: 15_021, targetPort: 15_021 },
  { name: "mesh", port: 15_008, targetPort: 15_008 },
];

function gatewayService(gateway: Workload): BaseObject[] {
  const { pod, namespace, labels } = gateway;
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: pod, namespace, labels },
      spec: { selector: labels, ports: GATEWAY_PORTS },
    },
    endpointSlice(gateway, GATEWAY_PORTS),
  ];
}

function endpointSlice({ pod, namespace, address }: Workload, ports: typeof GATEWAY_PORTS): BaseObject {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${pod}-1`, namespace, labels: { "kubernetes.io/service-name": pod } },
    addressType: "IPv4",
    ports: ports.map(({ name, targetPort }) => ({ name, port: targetPort, protocol: "TCP" })),
    endpoints: [
      { addresses: [address], conditions: { ready: true }, targetRef: { kind: "Pod", name: pod, namespace } },
    ],
  };
}

/** The state of a pod that a kubelet would have written. */
export function runningStatus({ address }: Workload): object {
  return {
    phase: "Running",
    podIP: address,
    podIPs: [{ ip: address }],
    conditions: [{ type: "Ready", status: "True" }],
  };
}
