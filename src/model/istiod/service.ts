import type { ConfigObject, FieldRef } from "../world/config-object.ts";
import type { Protocol } from "./protocol.ts";

/** What a Service or one host of a ServiceEntry is to istiod. */
export interface MeshService {
  readonly hostname: string;
  readonly namespace: string;
  /** What ties in age are decided by: the host of a ServiceEntry, the name of a Service. */
  readonly name: string;
  readonly created: string;
  readonly registry: "kubernetes" | "external";
  readonly external: boolean;
  readonly ports: readonly ServicePort[];
  readonly resolution: Resolution;
  /** An address, a range in CIDR form, or "" where it has none. */
  readonly address: string;
  /** What istiod allocated, for proxies with Istio's DNS proxy; "" none. */
  readonly allocatedAddress: string;
  readonly exportTo: readonly string[];
  /** Labels of the pods behind a Service. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly endpoints: readonly ServiceEndpoint[];
  readonly object: ConfigObject;
  /** The host. */
  readonly ref: FieldRef;
  /** True for a Service that nothing declares and that is taken to be there. */
  readonly assumed: boolean;
}

export type Resolution = "none" | "static" | "dns" | "dns-round-robin" | "dynamic-dns";

export interface ServicePort {
  readonly number: number;
  readonly name: string;
  readonly protocol: Protocol;
  /** Port of the endpoints, where it is another one. A Service may name it by the container's port name. */
  readonly targetPort: number | string;
  readonly ref: FieldRef;
}

export interface ServiceEndpoint {
  readonly address: string;
  /** By port name. */
  readonly ports: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly ref: FieldRef;
}

/** Where a proxy's listeners for the service bind: its address, the allocated one, or "" for every address. */
export function listenAddress(service: MeshService, dnsCapture: boolean): string {
  if (service.address !== "") return service.address;
  return dnsCapture ? service.allocatedAddress : "";
}

export function portOf(service: MeshService, number: number): ServicePort | undefined {
  return service.ports.find((port) => port.number === number);
}
