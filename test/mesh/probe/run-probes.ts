import { CLIENT_UID, PROXY_UID } from "../lab/network.ts";
import { proxyFolder } from "../lab/proxy.ts";
import { CLIENTS, EGRESS_GATEWAY, WAYPOINT } from "../lab/topology.ts";
import { sleep } from "../lab/wait.ts";
import { type LogLines, logEnds, logSince } from "./access-log.ts";
import { type Answer, inside } from "./agent.ts";
import { tunnelAddressOf } from "./hbone-route.ts";
import { describeOutcome, type Outcome, type Probe } from "./probe.ts";
import { outcomeOf, type Trace, traceOf } from "./trace.ts";

export interface Tried {
  readonly probe: Probe;
  readonly answer: Answer;
  readonly trace: Trace;
  /** `undefined` when the proxies' logs do not tell. */
  readonly outcome: Outcome | undefined;
}

/** Requests that were made; `judge` finds out what became of them, now or later. */
export interface Made {
  readonly judge: () => Promise<readonly Tried[]>;
}

/** For each hop to write its line: Envoy does within 50 ms of a connection's end. */
const LOG_MILLISECONDS = 4000;
/** Where a waypoint takes tunnels. */
const HBONE_PORT = 15_008;
/** A refusal by silence is slow: 5 s in both SNI proxies. */
const REQUEST_MILLISECONDS = 9000;

/** Makes all requests at once. */
export async function makeRequests(probes: readonly Probe[]): Promise<Made> {
  const start = await logEnds();
  const answers = await Promise.all(probes.map(make));
  const tried = async () => {
    const lines = await logSince(start);
    return probes.map((probe, index) => judge(probe, answers[index] ?? {}, lines));
  };
  return {
    judge: () => pollUntil(tried, (all) => all.every(({ outcome }) => outcome !== undefined), LOG_MILLISECONDS),
  };
}

async function pollUntil<T>(ask: () => Promise<T>, enough: (answer: T) => boolean, milliseconds: number): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (enough(answer) || Date.now() > deadline) return answer;
    await sleep(50);
  }
}

export function asExpected({ probe, outcome }: Tried): boolean {
  return outcome !== undefined && describeOutcome(outcome) === describeOutcome(probe.expect);
}

function judge(probe: Probe, answer: Answer, lines: LogLines): Tried {
  const trace = traceOf(probe, answer, lines);
  return { probe, answer, trace, outcome: outcomeOf(probe, answer, trace) };
}

async function make({ who, call }: Probe): Promise<Answer> {
  const client = CLIENTS[who];
  const { tunnel, hbone, aroundSidecar: around, ...plain } = call;
  const job = { ...plain, timeout: REQUEST_MILLISECONDS };
  const certificatesIf = (has: boolean) => (has ? `${proxyFolder(client)}/certs` : undefined);
  if (hbone) {
    const authority = hbone.authority ?? `${await tunnelAddressOf(hbone.service)}:${call.port}`;
    const to = { address: WAYPOINT.address, port: HBONE_PORT };
    return inside(client.netns, PROXY_UID, {
      ...job,
      ...to,
      hbone: { authority, certificates: certificatesIf(hbone.certificate) },
    });
  }
  if (tunnel) {
    const certificates = certificatesIf(tunnel.certificate);
    const to = { address: EGRESS_GATEWAY.address, port: 8443, tunnel: { sni: tunnel.sni, certificates } };
    return inside(client.netns, PROXY_UID, { ...job, ...to });
  }
  return inside(client.netns, around ? PROXY_UID : CLIENT_UID, job);
}
