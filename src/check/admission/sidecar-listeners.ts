import type { Capability } from "../../istio/capability.ts";
import type { SidecarEgress, SidecarIngress, SidecarPort } from "../../resources/types/sidecar.generated.ts";
import type { Path, Problem } from "../rule.ts";
import { addressProblem, socketPath, socketProblem } from "./addresses.ts";
import { portNameProblem, portProblem, protocolProblem } from "./ports.ts";
import { problemAt } from "./problem.ts";

type Has = (capability: Capability) => boolean;

const TARGET_PORT = "targetPort has no impact on Sidecars";
const UNIQUE = "sidecar: ports on IP bound listeners must be unique";

/** What Istio has against the listeners for what comes in. */
export function* ingressProblems(ingress: readonly SidecarIngress[], has: Has): Generator<Problem> {
  const ports = new Map<number, Path>();
  for (const [index, { port, bind = "", defaultEndpoint = "" }] of ingress.entries()) {
    const path = ["spec", "ingress", index];
    const at = [...path, "port"];
    yield* commonProblems(port, at, has);
    yield* problemAt([...at, "number"], portProblem(port.number ?? 0));
    if (bind !== "") yield* problemAt([...path, "bind"], addressProblem(bind));
    yield* unique(ports, port.number ?? 0, [...at, "number"], UNIQUE);
    if (defaultEndpoint === "") {
      const says = "sidecar: default endpoint must be set for all ingress listeners";
      if (!has("admission-default-endpoint-optional")) yield { path, says };
      continue;
    }
    const problems = has("admission-sidecar-endpoint-v6") ? endpointProblems : oldEndpointProblems;
    for (const says of problems(defaultEndpoint)) yield { path: [...path, "defaultEndpoint"], says };
  }
}

/** And against those for what goes out. */
export function* egressProblems(egress: readonly SidecarEgress[], has: Has): Generator<Problem> {
  const ports = new Map<number, Path>();
  const sockets = new Map<string, Path>();
  let catchAll = false;
  for (const [index, { port, bind = "", captureMode = "DEFAULT" }] of egress.entries()) {
    const path = ["spec", "egress", index];
    if (port === undefined) {
      if (catchAll) yield { path, says: "sidecar: egress can have only one listener with empty port" };
      else if (index === egress.length - 1) catchAll = true;
      else yield { path, says: "sidecar: the egress listener with empty port should be the last listener in the list" };
      continue;
    }
    const at = [...path, "port"];
    const number = port.number ?? 0;
    yield* commonProblems(port, at, has);
    if (number !== 0) {
      yield* problemAt([...at, "number"], portProblem(number));
      if (bind !== "") yield* problemAt([...path, "bind"], addressProblem(bind));
      yield* unique(ports, number, [...at, "number"], UNIQUE);
      continue;
    }
    const socket = socketPath(bind);
    const says = "sidecar: ports with 0 value must have a unix domain socket bind address";
    yield* problemAt([...path, "bind"], socket === undefined ? says : socketProblem(socket));
    if (captureMode === "IPTABLES") {
      const mode = "sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners";
      yield { path: [...path, "captureMode"], says: mode };
    }
    yield* unique(sockets, bind, [...path, "bind"], "sidecar: unix domain socket values for listeners must be unique");
  }
}

function* commonProblems(
  { name = "", protocol, targetPort = 0 }: SidecarPort,
  path: Path,
  has: Has,
): Generator<Problem> {
  const refused = targetPort > 0 && has("admission-gateway-target-port-refused");
  if (refused) yield { path: [...path, "targetPort"], says: TARGET_PORT };
  if (name !== "") yield* problemAt([...path, "name"], portNameProblem(name));
  yield* problemAt([...path, "protocol"], protocolProblem(protocol));
}

function* unique<Key>(seen: Map<Key, Path>, key: Key, path: Path, says: string): Generator<Problem> {
  const first = seen.get(key);
  if (first === undefined) seen.set(key, path);
  else yield { path, says, related: [{ path: first, words: "the first of them" }] };
}

const LOCAL = ["", "127.0.0.1", "0.0.0.0", "::1", "::"];

/** `127.0.0.1:8080`, `[::1]:8080`, `:8080` or `unix:///path`. */
function* endpointProblems(endpoint: string): Generator<string> {
  const socket = socketPath(endpoint);
  if (socket !== undefined) {
    const problem = socketProblem(socket);
    if (problem !== undefined) yield problem;
    return;
  }
  const [, bracketed, plain = "", port] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(endpoint) ?? [];
  if (port === undefined) {
    yield `address ${endpoint}: ${endpoint.includes(":") ? "too many colons" : "missing port"} in address`;
    return;
  }
  if (!LOCAL.includes(bracketed ?? plain)) {
    yield "sidecar: defaultEndpoint must be of form 127.0.0.1:<port>,0.0.0.0:<port>,[::1]:port,[::]:port,unix://filepath or unset";
  }
  yield* endpointPortProblems(port);
}

/** Before IPv6 was thought of: what stands before the first colon and behind it. */
function* oldEndpointProblems(endpoint: string): Generator<string> {
  if (socketPath(endpoint) !== undefined) {
    yield* endpointProblems(endpoint);
    return;
  }
  const [host = "", port] = endpoint.split(":");
  if (port === undefined || !["", "127.0.0.1", "0.0.0.0"].includes(host)) {
    yield "sidecar: defaultEndpoint must be of form 127.0.0.1:<port>, 0.0.0.0:<port>, unix://filepath, or unset";
  }
  if (port !== undefined) yield* endpointPortProblems(port);
}

function* endpointPortProblems(port: string): Generator<string> {
  if (!/^[+-]?\d+$/.test(port)) {
    yield `sidecar: defaultEndpoint port (${port}) is not a number: strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`;
    return;
  }
  const problem = portProblem(Number(port));
  if (problem !== undefined) yield problem;
}
