import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import { isListenAddress, isResolverAddress } from "../plan/addresses.ts";
import type { SniProxyOptions, SniProxyServer } from "./sni-proxy-options.ts";

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** A wildcard may stand above a single label (`*.internal`); the last label is no number, or it would be an address. */
const DOMAIN = new RegExp(`^(?:\\*\\.|${LABEL}\\.)(?:${LABEL}\\.)*(?![0-9]+$)${LABEL}$`);

/**
 * Refuses options with which nginx would not start, or would start and do something else than was meant.
 *
 * @throws DiagnosticError with everything that is wrong, not only the first.
 */
export function checkSniProxyOptions(options: SniProxyOptions): void {
  const { servers } = options;
  const found = [
    ...(servers.length === 0 ? [error("nginx-no-servers", "the SNI proxy has no server to listen with")] : []),
    ...servers.flatMap((server) => checkServer(server, options.open === true)),
    ...checkNames(servers),
    ...checkListeners(servers),
    ...checkLoops(servers),
    ...checkNumbers(options),
    ...checkRunDir(options),
    ...(options.resolver.addresses.length === 0
      ? [error("nginx-resolver", "the SNI proxy has no resolver, so it could look up no name", "name the DNS server")]
      : []),
    ...options.resolver.addresses
      .filter((address) => !isResolverAddress(address))
      .map((address) =>
        error(
          "nginx-resolver",
          `${quoted(address)} is no DNS server that nginx can ask`,
          "give an address, ADDRESS:PORT or [IPV6]:PORT",
        ),
      ),
  ];
  if (found.length > 0) throw new DiagnosticError(...found);
}

function checkServer(server: SniProxyServer, open: boolean): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (!NAME.test(server.name)) {
    found.push(
      error("nginx-server-name", `${quoted(server.name)} cannot name a server`, "use a-z, 0-9 and hyphens, at most 63"),
    );
  }
  for (const port of [server.listen.port, server.upstreamPort]) {
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      found.push(error("nginx-port", `${port} is no port`, "ports go from 1 to 65535"));
    }
  }
  if (!isListenAddress(server.listen.address)) {
    found.push(
      error(
        "nginx-listen",
        `${quoted(server.listen.address)} is no address to listen on`,
        "give an IP address, such as 127.0.0.1 or [::1]",
      ),
    );
  }
  if (open) return found;
  if (server.domains.length === 0) {
    found.push(error("nginx-no-domains", `the server ${server.name} has no domains: it would refuse every name`));
  }
  for (const domain of server.domains) {
    const name = domain.replace(/^\*\./, "");
    if (!DOMAIN.test(domain) || name.length > 253) {
      found.push(
        error(
          "nginx-domain",
          `${quoted(domain)} is no domain that the SNI proxy can list`,
          "write *.example.org or www.example.org",
        ),
      );
    }
  }
  return found;
}

function checkNames(servers: readonly SniProxyServer[]): Diagnostic[] {
  return repeated(servers.map((server) => server.name)).map((name) =>
    error("nginx-server-name", `two servers are called ${quoted(name)}`, "give each (policy, port) a name of its own"),
  );
}

function checkListeners(servers: readonly SniProxyServer[]): Diagnostic[] {
  return repeated(servers.map(({ listen }) => `${listen.address}:${listen.port}`)).map((place) =>
    error(
      "nginx-listen-collision",
      `two servers listen on ${place}`,
      "give each (policy, port) a port of its own",
      "the proxy tells policies apart by the listener alone: with a shared one each could reach the other's domains",
    ),
  );
}

/** A name that resolves to the proxy's own address would be dialled again and again, each hop taking two connections. */
function checkLoops(servers: readonly SniProxyServer[]): Diagnostic[] {
  const listening = new Set(servers.map(({ listen }) => listen.port));
  const looping = [...new Set(servers.map((server) => server.upstreamPort).filter((port) => listening.has(port)))];
  return looping.map((port) =>
    error(
      "nginx-loop",
      `the SNI proxy listens on port ${port} and also dials port ${port}`,
      "listen on another port",
      "a name that resolves to the proxy's own address would send its connections round in a circle",
    ),
  );
}

function checkNumbers(options: SniProxyOptions): Diagnostic[] {
  const counts = { maxConnections: options.maxConnections, workerConnections: options.workerConnections };
  const bad = Object.entries(counts).filter(
    ([, value]) => value !== undefined && (!Number.isInteger(value) || value < 1 || value > 1e7),
  );
  const { workerProcesses } = options;
  if (
    typeof workerProcesses === "number" &&
    (!Number.isInteger(workerProcesses) || workerProcesses < 1 || workerProcesses > 1024)
  ) {
    bad.push(["workerProcesses", workerProcesses]);
  }
  const { validSeconds } = options.resolver;
  if (validSeconds !== undefined && !Number.isInteger(validSeconds)) bad.push(["validSeconds", validSeconds]);
  const times = {
    ...options.timeouts,
    shutdownSeconds: options.shutdownSeconds,
    validSeconds,
  };
  // nginx keeps milliseconds in 32 bits: less than 597 hours.
  const badTimes = Object.entries(times).filter(
    ([, value]) => value !== undefined && !(value >= 0.001 && value <= 2_000_000),
  );
  return [...bad, ...badTimes].map(([name, value]) => error("nginx-number", `${value} is out of range for ${name}`));
}

/** nginx would look for a relative one below the folder that it was built for. */
function checkRunDir({ runDir }: SniProxyOptions): Diagnostic[] {
  if (runDir === undefined || runDir.startsWith("/")) return [];
  return [error("nginx-path", `${quoted(runDir)} is no absolute path`, "write for example /run")];
}

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(values.filter((value) => seen.size === seen.add(value).size))];
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function error(code: string, what: string, fix?: string, why?: string): Diagnostic {
  return { severity: "error", code, what, why, fix };
}
