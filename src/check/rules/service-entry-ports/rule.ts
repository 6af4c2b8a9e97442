import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import { portNameProblem, portProblem, protocolProblem } from "../../admission/ports.ts";
import { problemAt } from "../../admission/problem.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const serviceEntryPorts = manifestRule<ServiceEntrySpec>({
  code: "WE0113",
  id: "service-entry-ports",
  layer: "admission",
  level: "error",
  title: "ports of a ServiceEntry that istiod refuses",
  why: "each port has a number and a name of its own, both are what others refer to, and a protocol that Istio knows",
  fix: "give every port its own number and name, and one of the protocols HTTP, HTTPS, GRPC, HTTP2, MONGO, TCP, TLS",
  kinds: [SERVICE_ENTRY],
  *problems({ spec: { ports = [] }, has }) {
    const targets = has("admission-service-entry-target-port");
    const names = new Map<string, Path>();
    const numbers = new Map<number, Path>();
    for (const [index, { name, number, protocol, targetPort }] of ports.entries()) {
      const path = ["spec", "ports", index];
      yield* repeated(names, name, [...path, "name"], `service entry port name "${name}" already defined`);
      yield* repeated(numbers, number, [...path, "number"], `service entry port ${number} already defined`);
      if (targets && targetPort !== undefined && targetPort !== 0)
        yield* problemAt([...path, "targetPort"], portProblem(targetPort));
      yield* problemAt([...path, "name"], portNameProblem(name));
      yield* problemAt([...path, "protocol"], protocolProblem(protocol));
      yield* problemAt([...path, "number"], portProblem(number));
    }
  },
});

function* repeated<Key>(seen: Map<Key, Path>, key: Key, path: Path, says: string): Generator<Problem> {
  const first = seen.get(key);
  if (first === undefined) seen.set(key, path);
  else yield { path, says, related: [{ path: first, words: "the first of them" }] };
}
