/** One (policy, port): its own listener, its own list of names, its own limit. */
export interface SniProxyServer {
  /** Lower-case letters, digits and hyphens, at most 63: "wikipedia", "wikipedia-8443". Names the map in the conf. */
  readonly name: string;
  readonly listen: { readonly address: string; readonly port: number };
  /** Canonical: ASCII, lower-case, `*.wikipedia.org` or `www.wikipedia.org`. May be empty only with `open`. */
  readonly domains: readonly string[];
  /** The port to dial at the address that the name resolves to. */
  readonly upstreamPort: number;
}

/** Which records the proxy asks for. "ipv6" alone (`ipv4=off`) needs nginx 1.23.1. */
export type IpFamily = "ipv4" | "ipv6" | "both";
export const IP_FAMILIES: readonly IpFamily[] = ["ipv4", "ipv6", "both"];

/** "docs" is the line of Istio's own example; "json" is one object a line. */
export type AccessLogFormat = "docs" | "json" | "off";
export const ACCESS_LOG_FORMATS: readonly AccessLogFormat[] = ["docs", "json", "off"];

export interface Resolver {
  /** Addresses with an optional port, `[::1]:53` for IPv6, or host names, which nginx looks up once, when it starts. */
  readonly addresses: readonly string[];
  /** How long answers are kept, in whole seconds. Without it, as long as the answer says. */
  readonly validSeconds?: number | undefined;
  readonly ipFamily: IpFamily;
}

/** All in seconds; fractions down to a millisecond. */
export interface Timeouts {
  /** For the whole ClientHello to arrive. */
  readonly prereadSeconds: number;
  readonly resolverSeconds: number;
  readonly connectSeconds: number;
  /** Without a byte in either direction. */
  readonly idleSeconds: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = {
  prereadSeconds: 5,
  resolverSeconds: 5,
  connectSeconds: 5,
  idleSeconds: 3600,
};

/** Connections of one server at a time. A name that loops back can then use up no more than its own policy's share. */
export const DEFAULT_MAX_CONNECTIONS = 1000;

/** Open connections get this long after the signal to quit. See container.ts for the Pod's own limit. */
export const DEFAULT_SHUTDOWN_SECONDS = 45;

export interface SniProxyOptions {
  readonly servers: readonly SniProxyServer[];
  readonly resolver: Resolver;
  /** Default "docs". */
  readonly accessLog?: AccessLogFormat | undefined;
  /** Default /dev/stdout. */
  readonly accessLogPath?: string | undefined;
  /** Default `stderr`: nginx's own word for it, which also works where /dev/stderr cannot be opened. */
  readonly errorLogPath?: string | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** For each server. Default 1000. */
  readonly maxConnections?: number | undefined;
  /** Default 1: "auto" counts the node's processors, not the container's. */
  readonly workerProcesses?: number | "auto" | undefined;
  /** Default: enough for `maxConnections` of the servers. */
  readonly workerConnections?: number | undefined;
  readonly shutdownSeconds?: number | undefined;
  /** A folder that the process may write; the pid file goes there. Default /var/run/sni-proxy. */
  readonly runDir?: string | undefined;
  /** Only for a master that runs as root. Default: none, so that the process runs as whoever starts it. */
  readonly user?: string | undefined;
  /** Debian builds the stream module apart: "modules/ngx_stream_module.so". */
  readonly loadModule?: string | undefined;
  /** Any name passes, as in Istio's old example. Domains are ignored. */
  readonly open?: boolean | undefined;
}
