import { proxyOf, type Workload } from "../../model/istiod/workloads.ts";
import { decidedBy } from "../place.ts";
import { type Arrival, blocked, type Ending, type Journey, unknown } from "./journey.ts";
import { throughListener } from "./listener-step.ts";
import { leavePod } from "./network-policy-step.ts";

/** A connection arrives at a gateway's pod. */
export function enterGateway(pod: Workload, port: number, from: Arrival, journey: Journey): Ending {
  const kept = leavePod({ address: pod.address, port, pod }, from, journey);
  if (kept !== undefined) return kept;
  const proxy = proxyOf(pod);
  const state = JSON.stringify([pod.name, port, from.layers]);
  const arrival: Arrival = {
    proxy,
    at: "gateway",
    where: pod.name,
    way: "gateway",
    layers: from.layers,
    address: pod.address,
    port,
    entered: [...(from.entered ?? []), state],
  };
  if (from.entered?.includes(state)) {
    const says = `${pod.name} sends the connection to itself: it goes round until something gives up`;
    journey.record(() => ({ at: "gateway", where: pod.name, stage: "endpoint", taken: "", says, lost: [] }));
    return blocked(arrival, "loop", says);
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

/** A connection arrives at a pod with a sidecar, or at one without. */
export function enterWorkload({ name }: Workload, arrival: Arrival): Ending {
  return unknown(
    arrival,
    `it arrives at the pod ${name} inside the mesh; what lets connections in there is not modelled`,
  );
}
