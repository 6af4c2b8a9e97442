import type { HopLine, Tried } from "../../trace/observation.ts";
import { inNetns, runToEnd } from "../lab/command.ts";
import { CLIENT_UID, PROXY_UID } from "../lab/network.ts";
import { proxyFolder } from "../lab/proxy.ts";
import { CLIENTS, EGRESS_GATEWAY, OTHER_GATEWAY, WORKLOADS, type Workload } from "../lab/topology.ts";
import { sleep } from "../lab/wait.ts";
import { type LogLines, logEnds, logSince } from "../probe/access-log.ts";
import { type Answer, inside } from "../probe/agent.ts";
import type { Attempt } from "./connections.ts";

/** A refusal by silence is slow: 5 s in both SNI proxies. */
const CONNECTION_MILLISECONDS = 8000;
/** For each hop to write its line: Envoy does within 50 ms of a connection's end. */
const LOG_MILLISECONDS = 8000;
const LONGEST_WAY = 4;

/** The gateways' pods by the Service's port that a tunnel dials. */
const TARGET_PORTS = new Map([
  [443, 8443],
  [80, 8080],
]);

/** Makes all connections at once. @returns what each came to, and the line that each proxy on its way wrote. */
export async function makeConnections(attempts: readonly Attempt[]): Promise<readonly Tried[]> {
  const start = await logEnds();
  const answers = await Promise.all(attempts.map(make));
  await closePooledConnections();
  const deadline = Date.now() + LOG_MILLISECONDS;
  for (;;) {
    const lines = await logSince(start);
    const tried = attempts.map((attempt, index) => {
      const answer = answers[index] ?? {};
      return { ...attempt, answer, hops: hopsOf(attempt, String(index), answer, lines) };
    });
    if (tried.every(isComplete) || Date.now() > deadline) return tried;
    await sleep(60);
  }
}

function make({ who, connection }: Attempt, index: number): Promise<Answer> {
  const client = CLIENTS[who];
  const { protocol, tunnel, bypassSidecar, host, port, sni, hostHeader, path, address } = connection;
  const job = {
    ...{ tls: protocol === "tls", raw: protocol === "tcp", host, port, sni, hostHeader, path, probe: String(index) },
    ...(address === undefined ? {} : { address }),
    timeout: CONNECTION_MILLISECONDS,
  };
  if (tunnel) {
    const certificates = tunnel.certificate ? `${proxyFolder(client)}/certs` : undefined;
    const to = { address: EGRESS_GATEWAY.address, port: TARGET_PORTS.get(tunnel.port) ?? tunnel.port };
    return inside(client.netns, PROXY_UID, { ...job, ...to, tunnel: { sni: tunnel.sni, certificates } });
  }
  return inside(client.netns, bypassSidecar ? PROXY_UID : CLIENT_UID, job);
}

/**
 * A sidecar keeps a connection to the gateway open for other requests. It would carry the next configuration's requests into this
 * one's filter chain; and the gateway writes its line only when the connection ends.
 */
async function closePooledConnections(): Promise<void> {
  const kill = ["ss", "-K", "state", "established", "( sport = :8443 or sport = :8080 )"];
  await Promise.all([EGRESS_GATEWAY, OTHER_GATEWAY].map(({ netns }) => runToEnd(inNetns(netns, kill))));
}

/** Follows a connection: each hop's line names the address it was called from, and the hop before names the one it called from. */
function hopsOf({ who, connection }: Attempt, probe: string, answer: Answer, lines: LogLines): readonly HopLine[] {
  const hops: HopLine[] = [];
  let caller: string | null | undefined = answer.local;
  let places: readonly Workload[] = connection.bypassSidecar ? [EGRESS_GATEWAY, OTHER_GATEWAY] : [CLIENTS[who]];
  while (caller && hops.length < LONGEST_WAY) {
    const found = find(places, caller, probe, lines);
    if (!found) break;
    hops.push(found);
    caller = found.line.upstream_local;
    places = WORKLOADS.filter(({ role }) => role === "router");
  }
  return hops;
}

function find(places: readonly Workload[], caller: string, probe: string, lines: LogLines): HopLine | undefined {
  for (const place of places) {
    const mine = (lines.get(place) ?? []).filter((line) => line.remote === caller);
    const line = mine.find((one) => one.probe === probe) ?? mine.find((one) => one.probe === null);
    if (line) return { proxy: `${place.namespace}/${place.pod}`, line };
  }
  return undefined;
}

const GATEWAY_ADDRESSES = [EGRESS_GATEWAY.address, OTHER_GATEWAY.address];

/** Whether every hop that must have written has. A hop that the gateway never accepted leaves no line, so the wait has an end. */
function isComplete({ connection, answer, hops }: Tried): boolean {
  if (answer.local === undefined) return true;
  const last = hops.at(-1);
  if (!last) return connection.bypassSidecar && !GATEWAY_ADDRESSES.includes(answer.address ?? "");
  const toGateway = GATEWAY_ADDRESSES.some((address) => last.line.upstream?.startsWith(`${address}:`));
  return !toGateway || last.line.upstream_local === null;
}
