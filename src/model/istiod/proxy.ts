/** A proxy that istiod configures. */
export interface MeshProxy {
  readonly kind: "sidecar" | "gateway";
  readonly namespace: string;
  /** For people: the pod, or the Service of the gateway. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  /** Ports of its containers, by name, where they are known. */
  readonly containerPorts?: Readonly<Record<string, number>>;
  /** Istio's DNS proxy answers the workload. */
  readonly dnsCapture: boolean;
}

/** Whether labels carry all that a selector asks for. An empty selector takes everything. */
export function selects(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}
