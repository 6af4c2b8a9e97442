import { EGRESS_GATEWAY } from "../lab/topology.ts";
import { connect, download, hold, LOADER, type Load, release, request } from "./load.ts";
import { heapOf, useOf } from "./processes.ts";
import { percentile } from "./statistics.ts";
import { NO_MESH, type Subject } from "./subject.ts";

/** What one subject came to in one round: numbers by the name of the column, and what went wrong. */
export interface Sample {
  readonly values: Values;
  /** The same with no mesh between, measured in the same seconds. */
  readonly base: Values;
  readonly attempts: number;
  readonly failures: Readonly<Record<string, number>>;
}

export interface Values {
  /** New TLS connections, each for one request, 8 at a time. */
  readonly connectionsPerSecond?: number;
  /** Milliseconds of a new connection with one request, one at a time. */
  readonly connectMedian?: number;
  readonly connectP99?: number;
  /** Milliseconds of a request over an open connection. */
  readonly requestMedian?: number;
  readonly requestP99?: number;
  readonly megabytesPerSecond?: number;
  /** Milliseconds of CPU for each new connection, 8 at a time. */
  readonly sidecarCpu?: number;
  readonly gatewayCpu?: number;
  readonly nginxCpu?: number;
  /** Milliseconds of CPU of all hops for the download. */
  readonly downloadCpu?: number;
  /** Bytes: what each held connection adds to the heap, and what nginx holds with all of them open. */
  readonly sidecarHeapPerConnection?: number;
  readonly gatewayHeapPerConnection?: number;
  readonly nginxResident?: number;
}

export interface Effort {
  readonly seconds: number;
  readonly downloadBytes: number;
  readonly held: number;
}

export const USUAL_EFFORT: Effort = { seconds: 2, downloadBytes: 100_000_000, held: 200 };
const CONCURRENCY = 8;
const WARM_UP = { concurrency: CONCURRENCY, times: 200 };

/** The pieces that a load is cut into: between two of them the same is done with no mesh between. */
const PIECES = 4;

/**
 * Measures a subject whose policy is there, and in turn, piece by piece, the same client around its sidecar: what else the machine does
 * changes from second to second, and only what was done in the same seconds can be compared.
 */
export async function measure(subject: Subject, effort: Effort): Promise<Sample> {
  const loads: Load[] = [];
  const keep = (load: Load): Load => {
    loads.push(load);
    return load;
  };
  for (const who of [NO_MESH, subject]) keep(await connect(who, WARM_UP));
  const piece = { seconds: effort.seconds / PIECES };
  const alone = await inTurn(subject, (who) => connect(who, piece));
  const many = await inTurn(subject, (who) => connect(who, { ...piece, concurrency: CONCURRENCY }));
  const requests = await inTurn(subject, (who) => request(who, { seconds: piece.seconds / 2 }));
  const base = await measureDownload(NO_MESH, effort.downloadBytes);
  const transfer = await measureDownload(subject, effort.downloadBytes);
  const memory = await measureMemory(subject, effort.held, keep);
  const errors = [base.error, transfer.error].flatMap((error) => error ?? []);
  return {
    values: {
      ...timesOf(alone.own, many.own, requests.own),
      ...cpuOf(many.used, many.own.milliseconds.length),
      ...transfer.values,
      ...memory,
    },
    base: { ...timesOf(alone.base, many.base, requests.base), ...withoutCpu(base.values) },
    ...sumUp([...loads, ...[alone, many, requests].flatMap(({ own, base: other }) => [own, other])], errors),
  };
}

/** Nothing stands between: the hops' CPU then is what they do by themselves. */
function withoutCpu({ downloadCpu: _, ...values }: Values): Values {
  return values;
}

interface Turns {
  readonly own: Load;
  readonly base: Load;
  /** CPU seconds during the subject's own pieces. */
  readonly used: Hops;
}

/** Does the same with no mesh between and with the subject, in turn, piece by piece. */
export async function inTurn(subject: Subject, act: (who: Subject) => Promise<Load>): Promise<Turns> {
  const own: Load[] = [];
  const base: Load[] = [];
  let used: Hops = { sidecar: 0, gateway: 0, nginx: 0 };
  for (let piece = 0; piece < PIECES; piece++) {
    base.push(await act(NO_MESH));
    const before = await cpu();
    own.push(await act(subject));
    const { sidecar, gateway, nginx } = since(before, await cpu());
    used = { sidecar: used.sidecar + sidecar, gateway: used.gateway + gateway, nginx: used.nginx + nginx };
  }
  return { own: joined(own), base: joined(base), used };
}

function joined(loads: readonly Load[]): Load {
  return {
    milliseconds: loads.flatMap(({ milliseconds }) => milliseconds),
    failures: sumUp(loads, []).failures,
    seconds: loads.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

function timesOf(alone: Load, many: Load, requests: Load): Values {
  return {
    ...(many.milliseconds.length > 0 ? { connectionsPerSecond: many.milliseconds.length / many.seconds } : {}),
    ...quantiles(alone, "connectMedian", "connectP99"),
    ...quantiles(requests, "requestMedian", "requestP99"),
  };
}

function cpuOf({ sidecar, gateway, nginx }: Hops, connections: number): Values {
  if (connections === 0) return {};
  const each = (seconds: number): number => (seconds * 1000) / connections;
  return {
    sidecarCpu: each(sidecar),
    gatewayCpu: each(gateway),
    ...(nginx > 0 ? { nginxCpu: each(nginx) } : {}),
  };
}

async function measureDownload(subject: Subject, bytes: number): Promise<{ values: Values; error?: string }> {
  const before = await cpu();
  const { seconds, error } = await download(subject, bytes);
  if (seconds === undefined) return { values: {}, error: error ?? "no answer" };
  const { sidecar, gateway, nginx } = since(before, await cpu());
  return { values: { megabytesPerSecond: bytes / 1e6 / seconds, downloadCpu: (sidecar + gateway + nginx) * 1000 } };
}

async function measureMemory(subject: Subject, times: number, keep: (load: Load) => Load): Promise<Values> {
  const before = await heaps();
  const { milliseconds } = keep(await hold(subject, { concurrency: CONCURRENCY, times }));
  const after = await heaps();
  const { residentBytes } = await useOf(EGRESS_GATEWAY, "nginx");
  await release(subject);
  if (milliseconds.length === 0) return {};
  return {
    sidecarHeapPerConnection: (after.sidecar - before.sidecar) / milliseconds.length,
    gatewayHeapPerConnection: (after.gateway - before.gateway) / milliseconds.length,
    ...(residentBytes > 0 ? { nginxResident: residentBytes } : {}),
  };
}

interface Hops {
  readonly sidecar: number;
  readonly gateway: number;
  readonly nginx: number;
}

async function cpu(): Promise<Hops> {
  const uses = [useOf(LOADER, "envoy"), useOf(EGRESS_GATEWAY, "envoy"), useOf(EGRESS_GATEWAY, "nginx")];
  const [sidecar = 0, ofGateway = 0, nginx = 0] = (await Promise.all(uses)).map(({ cpuSeconds }) => cpuSeconds);
  return { sidecar, gateway: ofGateway, nginx };
}

function since(before: Hops, after: Hops): Hops {
  return {
    sidecar: after.sidecar - before.sidecar,
    gateway: after.gateway - before.gateway,
    nginx: after.nginx - before.nginx,
  };
}

async function heaps(): Promise<{ sidecar: number; gateway: number }> {
  const [sidecar, ofGateway] = await Promise.all([heapOf(LOADER), heapOf(EGRESS_GATEWAY)]);
  return { sidecar, gateway: ofGateway };
}

function quantiles(load: Load, median: keyof Values, p99: keyof Values): Values {
  if (load.milliseconds.length === 0) return {};
  return { [median]: percentile(load.milliseconds, 0.5), [p99]: percentile(load.milliseconds, 0.99) };
}

/** Counts attempts and failures. Two downloads belong to it. */
function sumUp(loads: readonly Load[], downloadErrors: readonly string[]): Pick<Sample, "attempts" | "failures"> {
  const failures: Record<string, number> = {};
  const add = (reason: string, count: number) => {
    failures[reason] = (failures[reason] ?? 0) + count;
  };
  let attempts = 2;
  for (const load of loads) {
    attempts += load.milliseconds.length;
    for (const [reason, count] of Object.entries(load.failures)) {
      attempts += count;
      add(reason, count);
    }
  }
  for (const error of downloadErrors) add(`download: ${error}`, 1);
  return { attempts, failures };
}
