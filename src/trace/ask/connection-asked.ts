import { DiagnosticError, type Origin } from "../../diagnostics/diagnostic.ts";
import type { World } from "../../model/world/world.ts";
import { ipVersion } from "../../plan/addresses.ts";
import { clientNamed } from "../client.ts";
import type { Client, Connection, Tunnel } from "../connection.ts";
import type { TraceOptions } from "./options.ts";
import { canonicalName, parsePort, parseTarget } from "./target.ts";

/** A connection, and what of it nobody said. */
export interface Asked {
  readonly connection: Connection;
  readonly assumptions: readonly string[];
}

/** The flags that describe a connection: all that a table has besides its names. */
export type ConnectionOptions = Pick<
  TraceOptions,
  | "from"
  | "namespace"
  | "sni"
  | "ip"
  | "port"
  | "protocol"
  | "hostHeader"
  | "path"
  | "bypassSidecar"
  | "through"
  | "tunnelSni"
  | "certificate"
>;

const ASSUMED_CLIENT = "client";
const HTTP_PORTS = new Set([80, 8080]);
const PATH = "/";

/**
 * The connection that a target and the flags describe.
 *
 * @throws DiagnosticError for what is wrong with either
 */
export function connectionAsked(target: string, options: ConnectionOptions, world: World): Asked {
  const { host, isAddress, port: ownPort } = parseTarget(target, { kind: "flag", flag: target });
  const given = portOf(options);
  if (ownPort !== undefined && given !== undefined && ownPort !== given) {
    throw new DiagnosticError({
      severity: "error",
      code: "two-ports",
      what: `${target} says port ${ownPort}, and --port says ${given}`,
      why: "a connection has one",
      fix: "leave one of the two out",
      at: { kind: "flag", flag: "--port" },
    });
  }
  const template = templateAsked(options, ownPort ?? given, world);
  const { protocol } = template.connection;
  const sni = protocol === "tls" ? (options.sni ?? (isAddress ? "" : host)) : "";
  const { port } = template.connection;
  const hostHeader = protocol === "http" ? (options.hostHeader ?? authority(host, port)) : "";
  return {
    connection: {
      ...template.connection,
      host,
      sni,
      hostHeader,
      address: options.ip === undefined ? (isAddress ? host : undefined) : addressOf(options.ip),
      tunnel: options.through === undefined ? undefined : tunnelAsked(options.through, sni, options),
    },
    assumptions: template.assumptions,
  };
}

/** All of a connection but its name: what every name of a table has in common. */
export interface Template {
  readonly connection: Omit<Connection, "host" | "sni" | "hostHeader" | "address" | "tunnel">;
  readonly assumptions: readonly string[];
}

export function templateAsked(options: ConnectionOptions, askedPort: number | undefined, world: World): Template {
  const { client, assumptions } = clientAsked(options, world);
  const said = options.protocol ?? (options.sni !== undefined ? "tls" : impliedHttp(options));
  const port = askedPort ?? portOf(options) ?? (said === "http" ? 80 : 443);
  const protocol = said ?? (HTTP_PORTS.has(port) ? "http" : "tls");
  const portSaid = askedPort !== undefined || options.port !== undefined;
  return {
    connection: {
      from: client,
      port,
      protocol,
      path: options.path ?? PATH,
      bypassSidecar: options.bypassSidecar === true,
    },
    assumptions: [
      ...assumptions,
      ...(said === undefined && portSaid
        ? [`the client speaks ${protocol.toUpperCase()}, as is usual on port ${port} (--protocol says otherwise)`]
        : []),
    ],
  };
}

export function clientAsked(
  { from, namespace = "default" }: Pick<ConnectionOptions, "from" | "namespace">,
  world: World,
): { readonly client: Client; readonly assumptions: readonly string[] } {
  if (from === undefined) {
    const { client } = clientNamed(`${namespace}/${ASSUMED_CLIENT}`, world);
    return {
      client,
      assumptions: [
        `the client is some workload of namespace ${namespace} with a sidecar (--from NAMESPACE/NAME says which)`,
      ],
    };
  }
  const at: Origin = { kind: "flag", flag: "--from", value: from };
  const { client, assumed } = clientNamed(checkedClient(from, at), world);
  return { client, assumptions: assumed === undefined ? [] : [assumed] };
}

/** `namespace/name`. @throws DiagnosticError for anything else */
export function checkedClient(text: string, at: Origin): string {
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text)) return text;
  throw new DiagnosticError({
    severity: "error",
    code: "bad-client",
    what: `"${text}" names no client`,
    why: "a client is named by its namespace and its pod, workload or service account",
    fix: `write for example ${/^[a-z0-9-]+$/.test(text) ? `default/${text}` : "default/sleep"}`,
    at,
  });
}

function impliedHttp({ hostHeader, path }: ConnectionOptions): "http" | undefined {
  return hostHeader !== undefined || path !== undefined ? "http" : undefined;
}

function portOf({ port }: ConnectionOptions): number | undefined {
  return port === undefined ? undefined : parsePort(port, { kind: "flag", flag: "--port", value: port });
}

/** The Host header of an honest client: with the port where it is not HTTP's own. */
export function authority(host: string, port: number): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === 80 ? name : `${name}:${port}`;
}

function addressOf(text: string): string {
  if (ipVersion(text) !== 0) return text;
  throw new DiagnosticError({
    severity: "error",
    code: "bad-address",
    what: `"${text}" is no IP address`,
    why: "--ip is what the client dials in place of what the name resolves to",
    fix: "write for example --ip 192.0.2.7",
    at: { kind: "flag", flag: "--ip", value: text },
  });
}

/** `istio-system/istio-egressgateway:443`. The outer SNI is the inner one unless it is given. */
function tunnelAsked(through: string, sni: string, options: ConnectionOptions): Tunnel {
  const at: Origin = { kind: "flag", flag: "--through", value: through };
  const [, gateway, port] = /^([a-z0-9-]+\/[a-z0-9.-]+)(?::(.*))?$/.exec(through) ?? [];
  if (gateway === undefined) {
    throw new DiagnosticError({
      severity: "error",
      code: "bad-gateway",
      what: `"${through}" names no gateway`,
      why: "a gateway is named by the namespace and the name of its Service",
      fix: "write for example --through istio-system/istio-egressgateway:443",
      at,
    });
  }
  const outer = options.tunnelSni ?? sni;
  return {
    gateway,
    port: port === undefined ? 443 : parsePort(port, at),
    sni: canonicalName(outer) ?? outer,
    certificate: options.certificate !== false,
  };
}
