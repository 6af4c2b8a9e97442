import type { Workload } from "../lab/topology.ts";
import { connect, download, hold, LOADER, type Load, release, request } from "./load.ts";
import { heapOf, useOf } from "./processes.ts";
import { percentile } from "./statistics.ts";
import { gatewayOf, type Subject } from "./subject.ts";

/** What one subject came to in one round: numbers by the name of the column, and what went wrong. */
export interface Sample {
  readonly values: Values;
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

/** Measures a subject whose policy is there. */
export async function measure(subject: Subject, effort: Effort): Promise<Sample> {
  const gateway = gatewayOf(subject);
  const loads: Load[] = [];
  const keep = (load: Load): Load => {
    loads.push(load);
    return load;
  };
  keep(await connect(subject, WARM_UP));
  const alone = keep(await connect(subject, { seconds: effort.seconds }));
  const before = await cpu(gateway);
  const many = keep(await connect(subject, { concurrency: CONCURRENCY, seconds: effort.seconds }));
  const used = since(before, await cpu(gateway));
  const requests = keep(await request(subject, { seconds: effort.seconds / 2 }));
  const transfer = await measureDownload(subject, effort.downloadBytes);
  const memory = await measureMemory(subject, effort.held, keep);
  const each = (seconds: number): number => (seconds * 1000) / many.milliseconds.length;
  return {
    values: {
      ...(many.milliseconds.length > 0
        ? {
            connectionsPerSecond: many.milliseconds.length / many.seconds,
            ...(subject.around ? {} : { sidecarCpu: each(used.sidecar), gatewayCpu: each(used.gateway) }),
            ...(used.nginx > 0 ? { nginxCpu: each(used.nginx) } : {}),
          }
        : {}),
      ...quantiles(alone, "connectMedian", "connectP99"),
      ...quantiles(requests, "requestMedian", "requestP99"),
      ...transfer.values,
      ...memory,
    },
    ...sumUp(loads, transfer.error),
  };
}

async function measureDownload(subject: Subject, bytes: number): Promise<{ values: Values; error?: string }> {
  const gateway = gatewayOf(subject);
  const before = await cpu(gateway);
  const { seconds, error } = await download(subject, bytes);
  if (seconds === undefined) return { values: {}, error: error ?? "no answer" };
  const used = since(before, await cpu(gateway));
  const cost = subject.around ? {} : { downloadCpu: (used.sidecar + used.gateway + used.nginx) * 1000 };
  return { values: { megabytesPerSecond: bytes / 1e6 / seconds, ...cost } };
}

async function measureMemory(subject: Subject, times: number, keep: (load: Load) => Load): Promise<Values> {
  const gateway = gatewayOf(subject);
  const before = await heaps(gateway);
  const { milliseconds } = keep(await hold(subject, { concurrency: CONCURRENCY, times }));
  const after = await heaps(gateway);
  const { residentBytes } = await useOf(gateway, "nginx");
  await release(subject);
  if (subject.around || milliseconds.length === 0) return {};
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

async function cpu(gateway: Workload): Promise<Hops> {
  const uses = [useOf(LOADER, "envoy"), useOf(gateway, "envoy"), useOf(gateway, "nginx")];
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

async function heaps(gateway: Workload): Promise<{ sidecar: number; gateway: number }> {
  const [sidecar, ofGateway] = await Promise.all([heapOf(LOADER), heapOf(gateway)]);
  return { sidecar, gateway: ofGateway };
}

function quantiles(load: Load, median: keyof Values, p99: keyof Values): Values {
  if (load.milliseconds.length === 0) return {};
  return { [median]: percentile(load.milliseconds, 0.5), [p99]: percentile(load.milliseconds, 0.99) };
}

/** Counts attempts and failures; a download is one of each. */
function sumUp(loads: readonly Load[], downloadError: string | undefined): Omit<Sample, "values"> {
  const failures: Record<string, number> = {};
  const add = (reason: string, count: number) => {
    failures[reason] = (failures[reason] ?? 0) + count;
  };
  let attempts = 1;
  for (const load of loads) {
    attempts += load.milliseconds.length;
    for (const [reason, count] of Object.entries(load.failures)) {
      attempts += count;
      add(reason, count);
    }
  }
  if (downloadError !== undefined) add(`download: ${downloadError}`, 1);
  return { attempts, failures };
}
