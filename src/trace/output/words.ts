import type { Answer } from "../answer.ts";
import type { Connection } from "../connection.ts";
import type { DecidedBy, Hop, Place, Stage, TraceOutcome, TraceResult } from "../result.ts";

export const PLACE_WORDS: Readonly<Record<Place, string>> = {
  client: "client",
  sidecar: "sidecar",
  gateway: "egress gateway",
  "sni-proxy": "SNI proxy",
  destination: "destination",
};

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  "name-resolution": "DNS",
  capture: "capture",
  listener: "listener",
  "filter-chain": "filter chain",
  "virtual-host": "virtual host",
  route: "route",
  authorization: "permission",
  cluster: "cluster",
  tls: "TLS",
  endpoint: "endpoint",
  "address-check": "address check",
  end: "end",
};

export const OUTCOME_WORDS: Readonly<Record<TraceOutcome, string>> = {
  reached: "reached",
  blocked: "blocked",
  unknown: "unknown",
};

/** `reached by gateway and SNI proxy`, `blocked at the sidecar`: the answer in a few words. */
export function verdictWords({ outcome, way, endsAt }: Pick<TraceResult, "outcome" | "way" | "endsAt">): string {
  if (outcome === "reached") return way === "nothing between" ? "reached, with nothing between" : `reached by ${way}`;
  return outcome === "blocked" ? `blocked at the ${PLACE_WORDS[endsAt]}` : `unknown from the ${PLACE_WORDS[endsAt]} on`;
}

/** The whole answer in one sentence: `en.wikipedia.org:443 is reached by gateway, and ends at www.wikipedia.org:443`. */
export function headline({ connection, result }: Pick<Answer, "connection" | "result">): string {
  const asked = hostAndPort(connection.host, connection.port);
  const verdict = verdictWords(result);
  if (result.outcome === "unknown") return `${asked}: ${verdict}: ${result.says}`;
  if (result.outcome === "blocked") return `${asked} is ${verdict}: ${result.says}`;
  const end = endOf(result);
  return `${asked} is ${verdict}${end === "" || end === asked ? "" : `, and ends at ${end}`}`;
}

function endOf({ destination }: TraceResult): string {
  if (destination === undefined) return "";
  const { host, address, port } = destination;
  const named = host === "" || host === address ? "" : hostAndPort(host, port);
  if (address === "") return named;
  return named === "" ? hostAndPort(address, port) : `${hostAndPort(address, port)} under the name ${host}`;
}

/** `default/sleep opens TLS to de.wikipedia.org:443`, and whatever it does that an honest client would not. */
export function connectionWords(connection: Connection): string {
  const { from, host, port, protocol, sni, hostHeader, path, address, bypassSidecar, tunnel } = connection;
  const asked = hostAndPort(host, port);
  const parts = [`${from.namespace}/${from.name} → ${asked}`, protocol.toUpperCase()];
  if (protocol === "tls" && sni !== host) parts.push(sni === "" ? "no SNI" : `SNI ${sni}`);
  if (protocol === "http" && bare(hostHeader) !== host) parts.push(`Host ${hostHeader}`);
  if (protocol === "http" && path !== "/") parts.push(path);
  if (address !== undefined && address !== host) parts.push(`sent to ${address}`);
  if (bypassSidecar && tunnel === undefined) parts.push("around its sidecar");
  if (tunnel !== undefined) {
    parts.push(
      `around its sidecar, through ${tunnel.gateway}:${tunnel.port} with ${tunnel.sni === "" ? "no outer SNI" : `outer SNI ${tunnel.sni}`} and ${tunnel.certificate ? "its" : "no"} certificate`,
    );
  }
  return parts.join(", ");
}

export function hostAndPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function bare(hostHeader: string): string {
  return hostHeader
    .replace(/:\d+$/, "")
    .replace(/^\[|\]$/g, "")
    .toLowerCase();
}

/** `egress.yaml:12` */
export function placeInFile({ file, line }: DecidedBy): string {
  return `${file}:${line}`;
}

/** `ServiceEntry default/wikipedia` */
export function resourceWords({ kind, namespace, name }: DecidedBy): string {
  return `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}

/** Hops that follow each other in the same proxy. */
export interface HopGroup {
  readonly at: Place;
  readonly where: string;
  readonly hops: readonly Hop[];
}

export function groupHops(path: readonly Hop[]): HopGroup[] {
  const groups: { at: Place; where: string; hops: Hop[] }[] = [];
  for (const hop of path) {
    const last = groups.at(-1);
    if (last !== undefined && last.at === hop.at && last.where === hop.where) last.hops.push(hop);
    else groups.push({ at: hop.at, where: hop.where, hops: [hop] });
  }
  return groups;
}

/** `sidecar of default/sleep` */
export function groupWords({ at, where }: Pick<HopGroup, "at" | "where">): string {
  if (where === "") return PLACE_WORDS[at];
  return at === "sidecar" ? `sidecar of ${where}` : `${PLACE_WORDS[at]} ${where}`;
}

/** Envoy's own name for what was taken, unless the sentence has it already. */
export function envoyName({ taken, says }: Hop): string {
  return taken === "" || says.includes(taken) ? "" : taken;
}
