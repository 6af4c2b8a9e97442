import type { Capability } from "../../../istio/capability.ts";
import type { GatewayServers, GatewaySpec } from "../../../resources/types/gateway.generated.ts";
import { bindProblems, socketPath } from "../../admission/addresses.ts";
import { GATEWAY } from "../../admission/kinds.ts";
import { portProblem, protocolOf } from "../../admission/ports.ts";
import { entriesOf, problemAt } from "../../admission/problem.ts";
import { quoted } from "../../admission/quoted.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const gatewayPorts = manifestRule<GatewaySpec>({
  code: "WE0163",
  id: "gateway-ports",
  layer: "admission",
  level: "error",
  title: "ports of a Gateway that istiod refuses",
  why: "a server listens on a port with a name of its own and a protocol that Istio knows",
  fix: "give every server a port from 1 to 65535, a protocol, and a name of its own",
  kinds: [GATEWAY],
  *problems({ spec, has }) {
    const names = new Map<string, Path>();
    for (const [index, server] of entriesOf(spec.servers)) {
      const path = ["spec", "servers", index];
      yield* portProblems(server, path, has);
      const first = names.get(server.port.name);
      const at = [...path, "port", "name"];
      if (first === undefined) names.set(server.port.name, at);
      else {
        const says = `port names in servers must be unique: duplicate name ${server.port.name}`;
        yield { path: at, says, related: [{ path: first, words: "the first of them" }] };
      }
    }
  },
});

type Has = (capability: Capability) => boolean;

const PROTOCOLS = "HTTP, HTTP2, GRPC, GRPC-WEB, MONGO, REDIS, MYSQL, TCP";

function* portProblems({ port, bind = "" }: GatewayServers, path: Path, has: Has): Generator<Problem> {
  const at = [...path, "port"];
  if (protocolOf(port.protocol) === undefined) {
    const says = `invalid protocol ${quoted(port.protocol)}, supported protocols are ${PROTOCOLS}`;
    yield { path: [...at, "protocol"], says };
  }
  const needed = socketPath(bind) === undefined && has("admission-gateway-port-needed");
  if (port.number > 0 || needed) yield* problemAt([...at, "number"], portProblem(port.number));
  if ((port.targetPort ?? 0) > 0 && has("admission-gateway-target-port-refused")) {
    yield { path: [...at, "targetPort"], says: "targetPort has no impact on Gateways" };
  }
  if (port.name === "") yield { path: [...at, "name"], says: "port name must be set" };
  if (!has("admission-gateway-bind")) return;
  for (const says of bindProblems(bind, port.number)) yield { path: [...path, "bind"], says };
}
