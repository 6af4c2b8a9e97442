import { proxyOf } from "../../model/istiod/workloads.ts";
import { decidedBy } from "../place.ts";
import type { Place } from "../result.ts";
import { isLoopback } from "./dial-step.ts";
import { enterGateway, enterWorkload } from "./gateway-step.ts";
import { type Arrival, blocked, type Ending, type Journey } from "./journey.ts";
import { leavePod } from "./network-policy-step.ts";

/** What is dialled: a name's addresses, or one address. */
export interface Candidates {
  readonly host: string;
  /** In the order in which they are tried; empty where only a look-up at run time tells. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly chosenBy: Place;
  /** Whether the next address is tried when one does not answer. */
  readonly triesNext: boolean;
}

/** Connects to an address outside; it may turn out to be one inside. */
export function reach(candidates: Candidates, arrival: Arrival, journey: Journey): Ending {
  const { addresses, triesNext, host } = candidates;
  if (addresses.length === 0) {
    if (journey.model.settings.closedWorld) return noAnswer(`${host} does not exist`, arrival, journey);
    return arrive(candidates, "", arrival, journey);
  }
  let ending: Ending | undefined;
  for (const address of triesNext ? addresses : addresses.slice(0, 1)) {
    ending = tryAddress(candidates, address, arrival, journey);
    if (ending !== undefined) break;
  }
  if (ending !== undefined) return ending;
  return noAnswer(`nobody answers at ${addresses.join(", ")} port ${candidates.port}`, arrival, journey);
}

/** @returns undefined when nobody answers there */
function tryAddress(candidates: Candidates, address: string, arrival: Arrival, journey: Journey): Ending | undefined {
  const { model } = journey;
  const { port, chosenBy } = candidates;
  if (isLoopback(address)) return undefined;
  if (isMadeUp(address)) {
    const says = `${address} is an address that only the mesh knows, and nobody has it`;
    return blocked(arrival, "no_route", says);
  }
  const pod = model.workloads.at(address);
  if (pod !== undefined) {
    const listens = pod.role === "gateway" && model.gatewayListener(proxyOf(pod), port) !== undefined;
    if (pod.role === "gateway" && !listens) return undefined;
    return pod.role === "gateway" ? enterGateway(pod, port, arrival, journey) : enterWorkload(pod, arrival);
  }
  const { closedWorld, listening } = model.settings;
  if (closedWorld && listening !== undefined && !listening.get(address)?.has(port)) return undefined;
  return arrive({ ...candidates, chosenBy }, address, arrival, journey);
}

/** Addresses that Istio allocates, and words that stand for addresses of Services that were never in a cluster. */
function isMadeUp(address: string): boolean {
  return address.startsWith("240.240.") || /^(address|cluster-ip)-of-/.test(address);
}

function noAnswer(says: string, arrival: Arrival, journey: Journey): Ending {
  journey.record(() => ({ at: arrival.at, where: arrival.where, stage: "endpoint", taken: "", says, lost: [] }));
  return blocked(arrival, "upstream_connect_failure", says);
}

/** The end of the way: whoever answers outside. */
function arrive(candidates: Candidates, address: string, arrival: Arrival, journey: Journey): Ending {
  const { host, port, chosenBy } = candidates;
  const kept = leavePod({ address, port, pod: undefined }, arrival, journey);
  if (kept !== undefined) return kept;
  const [first, second] = arrival.layers;
  const to = `${host === "" ? address : host}:${port}`;
  const end = (says: string) =>
    journey.record(() => ({
      at: "destination",
      where: to,
      stage: "end",
      taken: address,
      says,
      ...decidedBy(undefined),
      lost: [],
    }));
  if (first?.kind === "tls" && first.mesh && first.by === "proxy") {
    const says = "mutual TLS of the mesh is spoken to a server outside, which has no certificate of the mesh";
    end(says);
    return { ...blocked(arrival, "tls_error", says), endsAt: arrival.at };
  }
  if (first?.kind === "tls" && second?.kind === "tls") {
    const says = "TLS inside TLS arrives at the server, which ends the outer one and cannot read the inner";
    end(says);
    return { ...blocked(arrival, "tls_in_tls", says), endsAt: "destination" };
  }
  const who = {
    client: "the client",
    sidecar: "the sidecar",
    gateway: "the gateway",
    "sni-proxy": "the SNI proxy",
    destination: "",
  }[chosenBy];
  const says = `reached; ${who} chose the address${address === "" ? "" : ` (${address})`}`;
  end(says);
  return {
    outcome: "reached",
    endsAt: "destination",
    way: arrival.way,
    detail: "",
    says: `${to} is reached`,
    destination: {
      host,
      address,
      port,
      tlsOriginated: first?.kind === "tls" && first.by === "proxy",
      addressChosenBy: chosenBy,
    },
  };
}
