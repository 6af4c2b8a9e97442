import type { FilterChain } from "../../../model/envoy/listener.ts";
import type { IndexedListener } from "../../../model/mesh-model.ts";
import { GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { MeshProblem, MeshRule } from "../../mesh/mesh-rule.ts";
import { contestedListeners } from "../../mesh/outbound-claims.ts";
import { nameOf } from "../../mesh/refs.ts";
import { servedPorts } from "../../mesh/served-listeners.ts";

export const listenerRefused: MeshRule = {
  code: "WE0303",
  id: "listener-refused",
  layer: "conflicts",
  level: "error",
  title: "a listener that Envoy refuses",
  why: "istiod compares lists of names as a whole. Two lists that share some of their names get past it as two filter chains, and Envoy takes no listener with two chains for one name: it keeps what it had before, and nothing that changes on this port arrives any more",
  fix: "name each SNI in one list only: take it out of the other, or make the two lists the same",
  kinds: [VIRTUAL_SERVICE, GATEWAY],
  *meshProblems(mesh) {
    for (const { proxy, port, ...made } of contestedListeners(mesh)) {
      yield* refusals(made, `the sidecars of namespace ${proxy.namespace}`, port);
    }
    for (const { pods, port, made } of servedPorts(mesh)) {
      if (made !== undefined) yield* refusals(made, `the gateway ${pods.proxy.name}`, port);
    }
  },
};

function* refusals({ listener, index }: IndexedListener, who: string, port: number): Generator<MeshProblem> {
  const { fault } = listener;
  const chain = index.problem?.chain;
  if (fault?.kind !== "refused" || chain?.ref === undefined) return;
  const rivals = listener.chains.filter((other) => other !== chain && clash(other, chain));
  yield {
    at: chain.ref,
    says: `Envoy refuses the listener of ${who} on port ${port}: ${fault.says}`,
    related: rivals.flatMap(({ ref }) =>
      ref === undefined ? [] : [{ ref, words: `the same name, in ${nameOf(ref.object)}` }],
    ),
  };
}

function clash(one: FilterChain, other: FilterChain): boolean {
  if (one.match.transport !== other.match.transport) return false;
  const names = one.match.serverNames.length === 0 ? [""] : one.match.serverNames;
  const others = other.match.serverNames.length === 0 ? [""] : other.match.serverNames;
  return names.some((name) => others.includes(name));
}
