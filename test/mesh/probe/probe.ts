import type { ClientName } from "../lab/topology.ts";

/** What a client does. */
export interface Call {
  readonly tls: boolean;
  /** The name that is resolved, and the SNI and Host unless said otherwise. */
  readonly host: string;
  readonly port: number;
  /** "" sends none. */
  readonly sni: string;
  readonly hostHeader: string;
  /** Dialled in place of what the name resolves to. */
  readonly address?: string;
  /** Goes around the sidecar, straight to the gateway, with TLS of its own around the call. */
  readonly tunnel?: { readonly sni: string; readonly certificate: boolean };
  /**
   * Goes through the waypoint, as ztunnel would: a tunnel (HBONE) to the address that istiod gave the service; or, for a client that
   * goes around ztunnel, to the address that it names.
   */
  readonly hbone?: { readonly service: string; readonly certificate: boolean; readonly authority?: string };
  /** Goes around the sidecar, with nothing around the call. */
  readonly aroundSidecar?: boolean;
}

/** Who lets it pass last: the sidecar alone, the gateway, the SNI (or HTTP) proxy behind the gateway, or the waypoint. */
export type Way = "sidecar" | "gateway" | "sni-proxy" | "waypoint" | "nobody";
/** Who refuses it. */
export type Refuser = "name" | "sidecar" | "gateway" | "sni-proxy" | "waypoint";

/** Where it ends: at an origin's port, or refused by a hop. */
export type Outcome =
  | { readonly reached: string; readonly port: number; readonly by: Way }
  | { readonly refused: Refuser };

export interface Probe {
  readonly who: ClientName;
  /** What is tried, in words: a row of the table. */
  readonly what: string;
  readonly call: Call;
  readonly expect: Outcome;
}

type Lies = Partial<Omit<Call, "tls" | "host" | "tunnel" | "hbone">>;

export function tls(host: string, lies: Lies = {}): Call {
  return { tls: true, host, port: 443, sni: host, hostHeader: host, ...lies };
}

export function http(host: string, lies: Lies = {}): Call {
  return { tls: false, host, port: 80, sni: "", hostHeader: host, ...lies };
}

/** The call inside TLS of the client's own, to the gateway's pod. */
export function tunnel(call: Call, sni: string, certificate = true): Call {
  return { ...call, tunnel: { sni, certificate } };
}

/** The call through the waypoint that a service's ServiceEntry is bound to. */
export function hbone(call: Call, service: string, more: { certificate?: boolean; authority?: string } = {}): Call {
  return { ...call, hbone: { service, certificate: true, ...more } };
}

export function aroundSidecar({ tunnel, aroundSidecar }: Call): boolean {
  return tunnel !== undefined || aroundSidecar === true;
}

export function reached(origin: string, by: Way, port = 443): Outcome {
  return { reached: origin, port, by };
}

export function refused(where: Refuser): Outcome {
  return { refused: where };
}

const HOPS: Record<Refuser, string> = {
  name: "name resolution",
  sidecar: "sidecar",
  gateway: "gateway",
  "sni-proxy": "SNI proxy",
  waypoint: "waypoint",
};

/** `reached en:443 by gateway and SNI proxy`, `refused by gateway`. */
export function describeOutcome(outcome: Outcome): string {
  if ("refused" in outcome) return `refused by ${HOPS[outcome.refused]}`;
  const ways = {
    nobody: "nothing between",
    sidecar: "sidecar",
    gateway: "gateway",
    "sni-proxy": "gateway and SNI proxy",
    waypoint: "waypoint",
  };
  return `reached ${outcome.reached}:${outcome.port} by ${ways[outcome.by]}`;
}
