import { open } from "node:fs/promises";
import { proxyFolder } from "../lab/proxy.ts";
import { WORKLOADS, type Workload } from "../lab/topology.ts";

/** A line of a proxy's access log: a connection, or a request of HTTP. */
export interface LogLine {
  readonly remote: string | null;
  /** Who opened the connection at first: in a waypoint, the one at the other end of the tunnel. */
  readonly client: string | null;
  readonly upstream: string | null;
  readonly upstream_local: string | null;
  readonly cluster: string | null;
  readonly sni: string | null;
  readonly code: number;
  readonly flags: string;
  readonly details: string | null;
  readonly ended: string | null;
  /** The request's header of that name: tells the requests apart that share a connection. */
  readonly probe: string | null;
}

export type LogLines = ReadonlyMap<Workload, readonly LogLine[]>;
export type Positions = ReadonlyMap<Workload, number>;

/** Where each proxy's access log ends now. */
export async function logEnds(): Promise<Positions> {
  const ends = await Promise.all(WORKLOADS.map(async (one) => [one, (await readFrom(one, 0)).length] as const));
  return new Map(ends);
}

/** What each proxy has written since. */
export async function logSince(positions: Positions): Promise<LogLines> {
  const read = WORKLOADS.map(async (workload) => {
    const text = (await readFrom(workload, positions.get(workload) ?? 0)).toString("utf8");
    // The last line may be half written.
    const lines = text
      .slice(0, text.lastIndexOf("\n") + 1)
      .split("\n")
      .filter(Boolean);
    return [workload, lines.map((line) => JSON.parse(line) as LogLine)] as const;
  });
  return new Map(await Promise.all(read));
}

async function readFrom(workload: Workload, position: number): Promise<Buffer> {
  const file = await open(`${proxyFolder(workload)}/access.log`, "r");
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - position));
    await file.read(buffer, 0, buffer.length, position);
    return buffer;
  } finally {
    await file.close();
  }
}
