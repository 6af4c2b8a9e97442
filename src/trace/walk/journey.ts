import type { NameTable } from "../../model/envoy/name-patterns.ts";
import { withoutPort } from "../../model/envoy/virtual-hosts.ts";
import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import type { Connection } from "../connection.ts";
import type { Destination, Hop, Place, TraceOutcome, Way } from "../result.ts";
import type { Layer } from "./layers.ts";

/** How a connection ends. */
export interface Ending {
  readonly outcome: TraceOutcome;
  readonly endsAt: Place;
  readonly way: Way;
  readonly detail: string;
  readonly says: string;
  readonly destination?: Destination;
}

export type { NameTable } from "../../model/envoy/name-patterns.ts";

/** One connection on its way: what it needs to know, and what is told of it. */
export interface Journey {
  readonly model: MeshModel;
  readonly connection: Connection;
  /** Takes down a hop. Hops are functions, so that no words are made where nobody reads them. */
  record(hop: () => Hop): void;
  assume(sentence: string): void;
  /** Takes down what answered by the name that the client itself gave; whoever judges many names must know. */
  asked(table: NameTable): void;
}

/** The same journey for what might have been: nothing of it is told. */
export function silent(journey: Journey): Journey {
  return { ...journey, record: () => {}, assume: () => {} };
}

/** A connection as it stands before a proxy. */
export interface Arrival {
  readonly proxy: MeshProxy;
  readonly at: Exclude<Place, "client" | "destination">;
  /** For people: the pod or what listens in it. */
  readonly where: string;
  readonly way: Way;
  readonly layers: readonly Layer[];
  /** What was dialled; "" where only a look-up at run time tells. */
  readonly address: string;
  readonly port: number;
  /** How many gateways it has come through. */
  readonly gatewaysPassed?: number;
}

export function blocked(arrival: Arrival, detail: string, says: string): Ending {
  return { outcome: "blocked", endsAt: arrival.at, way: arrival.way, detail, says };
}

export function unknown(arrival: Arrival, says: string): Ending {
  return { outcome: "unknown", endsAt: arrival.at, way: arrival.way, detail: "", says };
}

/** Whether a name is the client's own, and not one that a proxy gave on the way. */
export function isTheClients(name: string, { connection: { sni, hostHeader } }: Journey): boolean {
  return name === sni.toLowerCase() || name === withoutPort(hostHeader);
}
