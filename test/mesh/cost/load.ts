import { CLIENT_UID, PROXY_UID } from "../lab/network.ts";
import { CLIENTS, ORIGINS } from "../lab/topology.ts";
import { inside } from "../probe/agent.ts";
import type { Subject } from "./subject.ts";

/** What a load run came to. */
export interface Load {
  /** One for each success. */
  readonly milliseconds: readonly number[];
  /** How often, by reason. */
  readonly failures: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface Repeat {
  readonly concurrency?: number;
  readonly seconds?: number;
  readonly times?: number;
}

type Job =
  | ({ readonly kind: "connections" | "requests" | "hold" } & Repeat)
  | { readonly kind: "download"; readonly bytes: number }
  | { readonly kind: "release" };

/** Who makes the load: in its network namespace runs the load client. */
export const LOADER = CLIENTS.sleep;

/** New TLS connections, each for one request. A run of which nothing at all came back is one failure. */
export function connect(subject: Subject, repeat: Repeat): Promise<Load> {
  return loadOf(subject, { kind: "connections", ...repeat });
}

/** Requests over one open connection. */
export function request(subject: Subject, repeat: Repeat): Promise<Load> {
  return loadOf(subject, { kind: "requests", ...repeat });
}

/** Connections that stay open until `release`. */
export function hold(subject: Subject, repeat: Repeat): Promise<Load> {
  return loadOf(subject, { kind: "hold", ...repeat });
}

export async function release(subject: Subject): Promise<void> {
  await tell(subject, { kind: "release" });
}

/** @returns seconds for so many bytes, or why they did not come. */
export async function download(subject: Subject, bytes: number): Promise<{ seconds?: number; error?: string }> {
  return tell(subject, { kind: "download", bytes });
}

async function loadOf(subject: Subject, job: Job): Promise<Load> {
  const load = await tell<Load & { error?: string }>(subject, job);
  return load.error === undefined ? load : { milliseconds: [], failures: { [load.error]: 1 }, seconds: 0 };
}

/** The kernel captures by user: what the proxy's own user sends goes around the sidecar. */
function tell<T extends object>({ around, host = "en.wikipedia.org", origin = "en" }: Subject, job: Job): Promise<T> {
  // The address is given, so that only the proxies ask DNS.
  const order = { host, address: ORIGINS.en, origin, port: 443, ...job };
  return inside<T>(LOADER.netns, around ? PROXY_UID : CLIENT_UID, order, "cost/load-client.mjs");
}
