import { contains } from "../../model/envoy/address-match.ts";
import type { NameResolver } from "../../model/envoy/listener.ts";
import { decidedBy } from "../place.ts";
import { type Arrival, blocked, type Ending, type Journey } from "./journey.ts";

/** A name that a proxy has looked up. */
export interface Resolved {
  readonly host: string;
  readonly port: number;
  /** In the order in which they are tried; empty where only a look-up at run time tells. */
  readonly addresses: readonly string[];
  readonly savesAddress: boolean;
}

/** Looks a name up as the proxy will, and drops answers that its DNS cache drops. */
export function resolveName(
  host: string,
  port: number,
  { dropsAnswers, savesAddress, ref }: NameResolver,
  arrival: Arrival,
  journey: Journey,
): Resolved | Ending {
  const { addresses, closedWorld } = journey.model.settings;
  const answers = addresses.get(host);
  const hop = (says: string, stage: "name-resolution" | "address-check") =>
    journey.record(() => ({
      at: arrival.at,
      where: arrival.where,
      stage,
      taken: host,
      says,
      ...decidedBy(ref),
      lost: [],
    }));
  if (answers === undefined) {
    if (closedWorld) {
      hop(`${host} does not exist`, "name-resolution");
      return blocked(arrival, "dns_resolution_failed", `${host} does not exist`);
    }
    hop(`the proxy looks ${host} up itself, whatever address the client dialled`, "name-resolution");
    journey.assume(`${host} resolves to a public address`);
    return { host, port, addresses: [], savesAddress };
  }
  hop(`the proxy looks ${host} up itself: ${answers.join(", ")}`, "name-resolution");
  const kept = answers.filter((address) => !dropsAnswers.some((range) => contains(range, address)));
  if (kept.length === 0) {
    hop(`every answer is in a range that the proxy drops`, "address-check");
    return blocked(
      arrival,
      "private_answer",
      `${host} resolves to ${answers.join(", ")}, which the proxy does not connect to`,
    );
  }
  return { host, port, addresses: kept, savesAddress };
}
