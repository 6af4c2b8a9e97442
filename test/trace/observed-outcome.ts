import type { Place, Way } from "../../src/trace/result.ts";
import { CLIENTS, EGRESS_GATEWAY, ORIGINS, OTHER_GATEWAY } from "../mesh/lab/topology.ts";
import type { LogLine } from "../mesh/probe/access-log.ts";
import type { HopLine, Tried } from "./observation.ts";

/** Where a connection ended on the mesh, in the words of a trace. */
export interface ObservedOutcome {
  readonly outcome: "reached" | "blocked";
  /** When reached: the origin's address and port. */
  readonly address: string;
  readonly port: number;
  /** undefined where it cannot be told: a tunnel's own TLS may have arrived, or ended at the gateway. */
  readonly tlsOriginated: boolean | undefined;
  readonly way: Way;
  readonly endsAt: Place;
  /**
   * Envoy's own word, where the log has one: `BlackHoleCluster`, `filter_chain_not_found`, `rbac_access_denied`… undefined where the log
   * of whoever refused cannot be found: the one before has no address to find it by.
   */
  readonly detail: string | undefined;
  /** The cluster that each proxy on the way took; "" for none. */
  readonly clusters: readonly string[];
}

export function observedOutcome(tried: Tried): ObservedOutcome {
  const { answer, connection, hops } = tried;
  const clusters = hops.map(({ line }) => clusterOf(line));
  const common = { clusters, way: wayOf(tried), detail: detailOf(hops) };
  const { origin } = answer;
  if (!origin)
    return { ...common, outcome: "blocked", address: "", port: 0, tlsOriginated: false, endsAt: endOf(tried) };
  const own = connection.protocol === "tls" ? 1 : 0;
  const where = {
    address: ORIGINS[origin.origin] ?? "",
    port: origin.port,
    tlsOriginated: connection.tunnel ? undefined : origin.layers > own,
  };
  // The test's origins look into TLS inside TLS; no other server does.
  const outcome = origin.layers > 1 ? "blocked" : "reached";
  return { ...common, ...where, outcome, endsAt: "destination" };
}

/** Envoy puts the cluster's statistics name into the log, which istiod ends with a semicolon. */
function clusterOf({ cluster }: LogLine): string {
  return (cluster ?? "").replace(/;$/, "");
}

/** The last hop of those that the connection passed or ended at. */
function wayOf({ connection, answer, hops }: Tried): Way {
  const gateway = hops.find(({ proxy }) => isGateway(proxy));
  if (neverCaptured(answer) && !connection.tunnel) return "nothing between";
  if (gateway && !refusedAtGateway(answer, hops)) return isLoopback(gateway.line) ? "gateway and SNI proxy" : "gateway";
  if (gateway) return "gateway";
  if (dialsGateway(hops.at(-1)?.line)) return "gateway";
  if (connection.tunnel) return "gateway";
  return connection.bypassSidecar ? "nothing between" : "sidecar";
}

function isGateway(proxy: string): boolean {
  return [EGRESS_GATEWAY, OTHER_GATEWAY].some(({ namespace, pod }) => proxy === `${namespace}/${pod}`);
}

function isLoopback(line: LogLine): boolean {
  return line.upstream?.startsWith("127.0.0.1:") ?? false;
}

/** Whether a gateway was dialled as such: by its Service's cluster, or with success. Else it is an address like any other. */
function dialsGateway(line: LogLine | undefined): boolean {
  if (line === undefined) return false;
  const gateway = [EGRESS_GATEWAY, OTHER_GATEWAY].find(({ address }) => line.upstream?.startsWith(`${address}:`));
  return gateway !== undefined && (clusterOf(line).includes(`|${gateway.pod}.`) || !line.flags.includes("UF"));
}

/** No address, or one that nobody accepted a connection for: a sidecar that captures accepts every one. */
function neverCaptured({ address, local }: Tried["answer"]): boolean {
  return address === undefined || local === undefined;
}

/** A gateway may dial its next hop before it judges the caller, and before the caller has shown a certificate. */
function refusedAtGateway({ error = "" }: Tried["answer"], hops: readonly HopLine[]): boolean {
  return /CERTIFICATE_REQUIRED/.test(error) || hops.some(({ proxy, line }) => isGateway(proxy) && deniedBy(line));
}

function deniedBy({ details, ended }: LogLine): boolean {
  return /rbac_access_denied/.test(`${details} ${ended}`);
}

/** Where a connection ended that no origin has seen. */
function endOf({ who, connection, answer, hops }: Tried): Place {
  if (neverCaptured(answer)) return connection.tunnel ? "gateway" : "client";
  const last = hops.at(-1);
  if (!last) {
    if (connection.tunnel) return "gateway";
    return connection.bypassSidecar ? "client" : "sidecar";
  }
  const { line } = last;
  if (refusedAtGateway(answer, hops)) return "gateway";
  if (isGateway(last.proxy)) {
    if (isLoopback(line)) return "sni-proxy";
    return arrived(line) ? "destination" : "gateway";
  }
  if (last.proxy !== `${CLIENTS[who].namespace}/${CLIENTS[who].pod}`)
    throw new Error(`${last.proxy} is not on the way of ${who}`);
  if (dialsGateway(line)) return "gateway";
  return arrived(line) ? "destination" : "sidecar";
}

/** Whether the proxy had a connection to what it dialled, TLS of its own included. */
function arrived({ upstream, upstream_local, flags }: LogLine): boolean {
  return upstream !== null && upstream_local !== null && !flags.includes("UF");
}

function detailOf(hops: readonly HopLine[]): string | undefined {
  const line = hops.at(-1)?.line;
  if (!line) return "";
  if (dialsGateway(line) && line.upstream_local === null) return undefined;
  if (hops.some((hop) => deniedBy(hop.line))) return "rbac_access_denied";
  if (clusterOf(line) === "BlackHoleCluster") return "BlackHoleCluster";
  if (/filter_chain_not_found/.test(`${line.details} ${line.ended}`)) return "filter_chain_not_found";
  if (line.flags === "NC") return "cluster_not_found";
  return "";
}
