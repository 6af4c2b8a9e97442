import type { PolicyTarget } from "../../model/kubernetes/network-policies.ts";
import { decidedBy, nameOf } from "../place.ts";
import { type Arrival, blocked, type Ending, type Journey, unknown } from "./journey.ts";

/** Whether the pod's NetworkPolicies let a connection out of it. @returns how it ends when they do not */
export function leavePod(target: PolicyTarget, arrival: Arrival, journey: Journey): Ending | undefined {
  const verdict = journey.model.networkPolicies(arrival.proxy, target);
  const { ref } = verdict;
  if (ref === undefined) return undefined;
  const says = { true: "lets it out", false: "does not let it out", unknown: "is not modelled" }[`${verdict.allowed}`];
  journey.assume("the cluster's network plugin enforces NetworkPolicies");
  journey.record(() => ({
    at: arrival.at,
    where: arrival.where,
    stage: "address-check",
    taken: "",
    says: `${nameOf(ref)} ${says}`,
    ...decidedBy(ref),
    lost: [],
  }));
  if (verdict.allowed === true) return undefined;
  if (verdict.allowed === "unknown") return unknown(arrival, `${nameOf(ref)} ${says}`);
  return blocked(
    arrival,
    "network_policy",
    `${nameOf(ref)} ${says}: to ${target.address || "a public address"}, port ${target.port}`,
  );
}
