import type { HostChunk } from "../plan/host-chunks.ts";
import type { Plan, Policy, PolicyPort } from "../plan/plan.ts";
import type { Resource } from "../resources/resource.ts";
import { serviceEntry } from "../resources/service-entry.ts";
import { type ServiceEntryPort, servicePort } from "./service-port.ts";

/** How hosts outside are made known to a client namespace. */
export interface OutsideHosts {
  /** Name of the ServiceEntry; further chunks get a number. */
  readonly name: string;
  /** NONE: the address is the client's. DNS: the proxy resolves the (exact) hosts. DYNAMIC_DNS: it resolves each name as it comes. */
  readonly resolution: "NONE" | "DNS" | "DYNAMIC_DNS";
  readonly why: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** A port as the ServiceEntry has it, where that is not the usual form. */
  readonly portOf?: (port: PolicyPort) => ServiceEntryPort;
}

/** The client side's ServiceEntry for a chunk of the policy's hosts. */
export function outsideHosts(
  { name, resolution, why, labels = {}, portOf = servicePort }: OutsideHosts,
  chunk: HostChunk,
  namespace: string | undefined,
  policy: Policy,
  plan: Plan,
): Resource {
  return {
    part: "client",
    why,
    manifest: serviceEntry(
      { namespace, instance: policy.name, name: name + chunk.suffix, labels },
      {
        hosts: chunk.hosts.map(({ text }) => text),
        exportTo: policy.exportTo,
        location: "MESH_EXTERNAL",
        ports: policy.ports.map(portOf),
        resolution,
      },
      plan.target.release,
    ),
  };
}
