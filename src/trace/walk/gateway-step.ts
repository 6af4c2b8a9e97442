import { proxyOf, type Workload } from "../../model/istiod/workloads.ts";
import { decidedBy } from "../place.ts";
import { type Arrival, blocked, type Ending, type Journey, unknown } from "./journey.ts";
import { throughListener } from "./listener-step.ts";
import { leavePod } from "./network-policy-step.ts";

/** Nobody chains more; whoever passes more goes in circles. */
const MOST_GATEWAYS = 8;

/** A connection arrives at a gateway's pod. */
export function enterGateway(pod: Workload, port: number, from: Arrival, journey: Journey): Ending {
  const kept = leavePod({ address: pod.address, port, pod }, from, journey);
  if (kept !== undefined) return kept;
  const proxy = proxyOf(pod);
  const gatewaysPassed = (from.gatewaysPassed ?? 0) + 1;
  const arrival: Arrival = {
    proxy,
    at: "gateway",
    where: pod.name,
    way: "gateway",
    layers: from.layers,
    address: pod.address,
    port,
    gatewaysPassed,
  };
  if (gatewaysPassed > MOST_GATEWAYS) {
    return blocked(arrival, "loop", `routes send it from gateway to gateway, in circles: it never leaves ${pod.name}`);
  }
  const listener = journey.model.gatewayListener(proxy, port);
  if (listener === undefined) {
    const says = `nothing listens on port ${port} of ${pod.name}: no Gateway that selects it has a server for that port`;
    journey.record(() => ({
      at: "gateway",
      where: pod.name,
      stage: "listener",
      taken: "",
      says,
      ...decidedBy(undefined),
      lost: [],
    }));
    return blocked(arrival, "connection_refused", says);
  }
  return throughListener(listener, arrival, journey);
}

/** The detail of a connection that does not leave the mesh. */
export const INSIDE_MESH = "inside_mesh";

/** A connection arrives at a pod with a sidecar, or at one without. */
export function enterWorkload({ name }: Workload, arrival: Arrival): Ending {
  const says = `it arrives at the pod ${name} inside the mesh; what lets connections in there is not modelled`;
  return { ...unknown(arrival, says), detail: INSIDE_MESH };
}
