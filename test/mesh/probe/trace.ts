import { CLIENTS, EGRESS_GATEWAY, WAYPOINT } from "../lab/topology.ts";
import type { LogLine, LogLines } from "./access-log.ts";
import type { Answer } from "./agent.ts";
import { aroundSidecar, type Outcome, type Probe } from "./probe.ts";

/** The lines that a request left on its way. */
export interface Trace {
  readonly sidecar: LogLine | undefined;
  readonly gateway: LogLine | undefined;
  /** Of Envoy's SNI proxy, where it is one: it is in the gateway's own Envoy. */
  readonly sniProxy?: LogLine | undefined;
  readonly waypoint: LogLine | undefined;
}

/**
 * Follows a request from hop to hop: each hop's line names the address it was called from, and the hop before names the address it
 * called from.
 */
export function traceOf(probe: Probe, answer: Answer, lines: LogLines): Trace {
  if (probe.call.hbone) {
    const waypoint = lines.get(WAYPOINT)?.find(({ client }) => client === answer.local);
    return { sidecar: undefined, gateway: undefined, waypoint };
  }
  const around = aroundSidecar(probe.call);
  const sidecar = around ? undefined : lines.get(CLIENTS[probe.who])?.find(({ remote }) => remote === answer.local);
  const caller = around ? answer.local : sidecar?.upstream_local;
  const gateway = caller ? lines.get(EGRESS_GATEWAY)?.find(({ remote }) => remote === caller) : undefined;
  const proxyCaller = gateway?.upstream_local;
  const sniProxy = proxyCaller ? lines.get(EGRESS_GATEWAY)?.find(({ remote }) => remote === proxyCaller) : undefined;
  return { sidecar, gateway, sniProxy, waypoint: undefined };
}

/**
 * What became of a request: from the origin's own words, and from the lines of the hops.
 *
 * @returns `undefined` while the lines that are needed are not written. For HTTP that may be late: the sidecar keeps its connection to
 * the gateway open for other requests, and the gateway writes its line when that ends.
 */
export function outcomeOf(probe: Probe, answer: Answer, trace: Trace): Outcome | undefined {
  return probe.call.hbone ? atWaypoint(answer, trace) : atSidecarOrGateway(probe, answer, trace);
}

/** A tunnel that does not come about leaves no line: then the client's own words are all there is. */
function atWaypoint(answer: Answer, { waypoint }: Trace): Outcome | undefined {
  if (!answer.tunnel) return { refused: "waypoint" };
  if (!waypoint) return undefined;
  if (!answer.origin) return { refused: "waypoint" };
  const { origin, port, peer } = answer.origin;
  return peer === waypoint.upstream_local ? { reached: origin, port, by: "waypoint" } : undefined;
}

function atSidecarOrGateway(probe: Probe, answer: Answer, { sidecar, gateway }: Trace): Outcome | undefined {
  const around = aroundSidecar(probe.call);
  if (answer.local === undefined) {
    if (answer.address === undefined) return { refused: "name" };
    return { refused: around ? "gateway" : "sidecar" };
  }
  if (!around && !sidecar) return undefined;
  const toGateway = around || GATEWAY_PORTS.has(sidecar?.upstream ?? "");
  // Without a TLS session with the gateway the sidecar has no address to tell: the gateway did not take it.
  if (!around && toGateway && sidecar?.upstream_local === null && /UF/.test(sidecar.flags))
    return { refused: "gateway" };
  const last = !toGateway ? "sidecar" : gateway && (isLoopback(gateway) ? "sni-proxy" : "gateway");
  if (answer.origin) {
    const { origin, port, peer } = answer.origin;
    if (around && !comesFromGateway(peer)) return { reached: origin, port, by: "nobody" };
    return last && { reached: origin, port, by: last };
  }
  // The gateway may have dialled its next hop before it decided.
  if (/rbac/i.test(gateway?.ended ?? "") || /CERTIFICATE_REQUIRED/.test(answer.error ?? ""))
    return { refused: "gateway" };
  return last && { refused: last };
}

/** Its ports for TLS and for plain HTTP. */
const GATEWAY_PORTS = new Set([8443, 8080].map((port) => `${EGRESS_GATEWAY.address}:${port}`));

function comesFromGateway(address: string | null | undefined): boolean {
  return address?.startsWith(`${EGRESS_GATEWAY.address}:`) ?? false;
}

/** True when the gateway's next hop is in its own pod: Envoy's or nginx's SNI proxy. */
function isLoopback({ upstream }: LogLine): boolean {
  return upstream?.startsWith("127.0.0.1:") ?? false;
}
