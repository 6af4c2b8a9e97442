import { accessLogDirectives } from "./access-log.ts";
import { checkSniProxyOptions } from "./check-sni-proxy-options.ts";
import { CLEAN_NAME } from "./clean-name.ts";
import { RUN_DIR } from "./container.ts";
import { type Arg, block, commented, concat, type Directive, directive, regex, variable } from "./directive.ts";
import { hashSize } from "./hash-size.ts";
import {
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_SHUTDOWN_SECONDS,
  DEFAULT_TIMEOUTS,
  type Resolver,
  type SniProxyOptions,
  type SniProxyServer,
} from "./sni-proxy-options.ts";

const SNI = "ssl_preread_server_name";
const LIMIT_ZONE = "per_server";

/** nginx's own variables for a stream, rounded up; they share the table with ours. */
const BUILT_IN_VARIABLES = 100;
const LONGEST_BUILT_IN = 32;

/**
 * The whole configuration of an nginx that looks at the SNI of a TLS connection, looks that name up, and passes the bytes on.
 *
 * Without `open` only the domains of the server that was connected to pass. Two maps see to that: the first lets through nothing but
 * a plain DNS name, the second turns a name of the list into `name:port`. What neither knows becomes an empty address, which
 * nginx refuses. Private answers pass: nginx cannot look at an address before it dials it.
 *
 * @throws DiagnosticError when nginx could not run with the options, or would do something else than was meant.
 */
export function sniProxyConf(options: SniProxyOptions): Directive[] {
  checkSniProxyOptions(options);
  const workerConnections = options.workerConnections ?? enoughConnections(options);
  return [
    ...(options.loadModule === undefined ? [] : [directive("load_module", options.loadModule)]),
    ...(options.user === undefined ? [] : [directive("user", options.user)]),
    directive("worker_processes", String(options.workerProcesses ?? 1)),
    directive("worker_rlimit_nofile", String(workerConnections + 64)),
    directive("worker_shutdown_timeout", time(options.shutdownSeconds ?? DEFAULT_SHUTDOWN_SECONDS)),
    directive("pid", `${(options.runDir ?? RUN_DIR).replace(/\/+$/, "")}/nginx.pid`),
    directive("error_log", options.errorLogPath ?? "stderr", "warn"),
    block("events", [], [directive("worker_connections", String(workerConnections))]),
    block("stream", [], streamBlock(options)),
  ];
}

function streamBlock(options: SniProxyOptions): Directive[] {
  const { servers } = options;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const variables = hashSize(
    [
      ...Array.from({ length: BUILT_IN_VARIABLES }, () => LONGEST_BUILT_IN),
      ...servers.map((server) => dialName(server).length),
    ],
    { bucketSize: 64, maxSize: 1024 },
  );
  const names = hashSize(
    servers.flatMap((server) => server.domains.map((domain) => domain.length)),
    { bucketSize: 128, maxSize: 2048 },
  );
  return [
    ...accessLogDirectives(options.accessLog ?? "docs", options.accessLogPath ?? "/dev/stdout"),
    resolverDirective(options.resolver),
    directive("resolver_timeout", time(timeouts.resolverSeconds)),
    directive("preread_timeout", time(timeouts.prereadSeconds)),
    directive("preread_buffer_size", "16k"),
    directive("proxy_connect_timeout", time(timeouts.connectSeconds)),
    directive("proxy_timeout", time(timeouts.idleSeconds)),
    directive("limit_conn_zone", limitKey(servers), `zone=${LIMIT_ZONE}:1m`),
    directive("limit_conn", LIMIT_ZONE, String(options.maxConnections ?? DEFAULT_MAX_CONNECTIONS)),
    directive("variables_hash_max_size", String(variables.maxSize)),
    directive("variables_hash_bucket_size", String(variables.bucketSize)),
    ...(options.open === true
      ? servers.map((server) =>
          commented("Open: any name passes, also those of the cluster and of this host.", serverBlock(server, SNI)),
        )
      : [
          directive("map_hash_max_size", String(names.maxSize)),
          directive("map_hash_bucket_size", String(names.bucketSize)),
          cleanNameMap(),
          ...servers.flatMap((server) => [domainMap(server), serverBlock(server)]),
        ]),
  ];
}

function cleanNameMap(): Directive {
  return commented(
    "Only a plain DNS name goes on: no blanks, no address, nothing that nginx gives a meaning to.",
    block(
      "map",
      [variable(SNI), variable("clean_name")],
      [directive("default", ""), directive(regex(CLEAN_NAME), variable(SNI))],
    ),
  );
}

function domainMap(server: SniProxyServer): Directive {
  const upstream = concat(variable("clean_name"), `:${server.upstreamPort}`);
  return commented(
    `The names that ${server.name} may reach. Any other name is an empty address, and is refused.`,
    block(
      "map",
      [variable("clean_name"), variable(dialName(server))],
      [
        directive("hostnames"),
        directive("default", ""),
        ...inOrder(server.domains).map((domain) => directive(domain, upstream)),
      ],
    ),
  );
}

function serverBlock(server: SniProxyServer, name?: string): Directive {
  const upstream = name === undefined ? variable(dialName(server)) : concat(variable(name), `:${server.upstreamPort}`);
  return block(
    "server",
    [],
    [
      directive("listen", `${server.listen.address}:${server.listen.port}`),
      directive("ssl_preread", "on"),
      directive("proxy_pass", upstream),
    ],
  );
}

function resolverDirective({ addresses, validSeconds, ipFamily }: Resolver): Directive {
  return directive(
    "resolver",
    ...addresses,
    ...(validSeconds === undefined ? [] : [`valid=${time(validSeconds)}`]),
    ...(ipFamily === "ipv4" ? ["ipv6=off"] : ipFamily === "ipv6" ? ["ipv4=off"] : []),
  );
}

/** What tells the servers apart: the port where it can, because a server on all addresses would count each of them apart. */
function limitKey(servers: readonly SniProxyServer[]): Arg {
  const ports = new Set(servers.map((server) => server.listen.port));
  if (ports.size === servers.length) return variable("server_port");
  return concat(variable("server_addr"), ":", variable("server_port"));
}

/** `dial_` in front, because a name may start with a digit and nginx reads `$8…` as a capture. */
function dialName(server: SniProxyServer): string {
  return `dial_${server.name.replaceAll("-", "_")}`;
}

/** Memory for connections is taken at the start, about 0.4 KB each: more than this only where one server alone needs it. */
const MANY_CONNECTIONS = 32768;

/** A proxied connection takes two; each listener, the resolver and the master's channel take one. */
function enoughConnections({ servers, maxConnections = DEFAULT_MAX_CONNECTIONS }: SniProxyOptions): number {
  const forServers = (count: number): number => 2 * maxConnections * count + servers.length + 64;
  return Math.max(1024, forServers(1), Math.min(forServers(servers.length), MANY_CONNECTIONS));
}

/** Seconds in nginx's words: `5s`, `500ms`, `1h`. */
function time(seconds: number): string {
  if (!Number.isInteger(seconds)) return `${Math.round(seconds * 1000)}ms`;
  return seconds % 3600 === 0 && seconds > 0 ? `${seconds / 3600}h` : `${seconds}s`;
}

/** Sorted by label from the right and without repeats: families stand together, a domain before the wildcards below it. */
function inOrder(domains: readonly string[]): string[] {
  const keyed = [...new Set(domains)].map((domain) => ({ domain, key: domain.split(".").reverse().join(".") }));
  return keyed
    .sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0))
    .map(({ domain }) => domain);
}
