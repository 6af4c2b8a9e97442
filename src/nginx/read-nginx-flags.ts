import { readDomainArgs } from "../config/domain-args.ts";
import { commaParts, type RequestOptions } from "../config/flag-reader.ts";
import type { Sourced } from "../config/request.ts";
import type { InputIo } from "../config/text-input.ts";
import { collectErrors } from "../diagnostics/collect-errors.ts";
import { type Diagnostic, DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import { isListenAddress, isPort, isResolverAddress } from "../plan/addresses.ts";
import { buildDomains } from "../plan/build-domains.ts";
import { egressUnit } from "../plan/names.ts";
import { mergePorts, type ParsedPort, parsePort } from "../plan/parse-port.ts";
import { policyNames } from "../plan/policy-name.ts";
import { DEBIAN_STREAM_MODULE, LISTEN_ADDRESS, LISTEN_BASE_PORT } from "./container.ts";
import { nginxNotes } from "./nginx-notes.ts";
import { readCount, readSeconds } from "./read-numbers.ts";
import {
  ACCESS_LOG_FORMATS,
  type AccessLogFormat,
  IP_FAMILIES,
  type IpFamily,
  type SniProxyOptions,
  type SniProxyServer,
} from "./sni-proxy-options.ts";

/**
 * What the flags of `wildegress nginx` ask for.
 *
 * @param flags option values as commander gives them
 * @throws DiagnosticError for what cannot be read or does not go together
 */
export async function readNginxFlags(
  flags: RequestOptions,
  io: InputIo,
): Promise<{ options: SniProxyOptions; notes: Diagnostic[] }> {
  const open = flags.open === true;
  const meshDomain = textOf(flags.meshDomain) ?? "cluster.local";
  const written = flags.domain === undefined ? [] : await readDomainArgs(flags.domain, io);
  if (open && written.length > 0) throw openWithDomains(written[0]?.at);
  if (!open && written.length === 0) throw noDomains();
  const { domains, notes } = await buildDomains(written, { acceptBroad: flags.acceptBroad === true, meshDomain });
  const [policy = "egress"] = open ? ["open"] : policyNames([{ given: undefined, domains, at: { kind: "default" } }]);
  const resolvers = readResolvers(flags.resolver);
  const options: SniProxyOptions = {
    servers: serversOf(
      policy,
      domains.map(({ text }) => text),
      readPorts(flags.port),
      readListen(flags.listen),
    ),
    resolver: {
      addresses: resolvers.length > 0 ? resolvers : [`kube-dns.kube-system.svc.${meshDomain}`],
      ipFamily: oneOfWords<IpFamily>(flags.ipFamily, IP_FAMILIES, "ipv4"),
    },
    accessLog: oneOfWords<AccessLogFormat>(flags.accessLog, ACCESS_LOG_FORMATS, "docs"),
    timeouts: {
      ...given("prereadSeconds", readSeconds("--preread-timeout", flags.prereadTimeout)),
      ...given("resolverSeconds", readSeconds("--resolver-timeout", flags.resolverTimeout)),
      ...given("connectSeconds", readSeconds("--connect-timeout", flags.connectTimeout)),
      ...given("idleSeconds", readSeconds("--idle-timeout", flags.idleTimeout)),
    },
    shutdownSeconds: readSeconds("--shutdown-timeout", flags.shutdownTimeout),
    maxConnections: readCount("--max-connections", flags.maxConnections),
    runDir: textOf(flags.runDir),
    loadModule: flags.debian === true ? DEBIAN_STREAM_MODULE : undefined,
    open,
  };
  const clusterDns = resolvers.length === 0 ? options.resolver.addresses[0] : undefined;
  return { options, notes: [...notes, ...nginxNotes({ open, clusterDns })] };
}

/** A server for each port, on ports that follow one another. */
function serversOf(
  policy: string,
  domains: readonly string[],
  ports: readonly ParsedPort[],
  listen: SniProxyServer["listen"],
): SniProxyServer[] {
  return ports.map(({ number }, index) => ({
    name: egressUnit(policy, number, "tls", new Set()).name,
    listen: { address: listen.address, port: listen.port + index },
    domains,
    upstreamPort: number,
  }));
}

function readPorts(value: unknown): ParsedPort[] {
  if (value === undefined) return [{ number: 443, protocol: "tls", at: { kind: "default" } }];
  const written = commaParts(value).map(
    (text): Sourced<string> => ({ value: text, at: { kind: "flag", flag: "--port", value: text } }),
  );
  const ports = mergePorts(collectErrors(written, (port) => parsePort(port.value, port.at)));
  for (const { protocol, number, at } of ports) {
    if (protocol === "tls") continue;
    throw new DiagnosticError({
      severity: "error",
      code: "nginx-http",
      what: `port ${number} is for HTTP, and nginx's SNI proxy does TLS only`,
      why: "plain HTTP has no SNI; its Host would have to be read from the request",
      fix: `write --port ${number}/tls if it is TLS, or use wildegress gen, where Envoy does HTTP`,
      at,
    });
  }
  return ports;
}

function readListen(value: unknown): SniProxyServer["listen"] {
  const text = textOf(value);
  if (text === undefined) return { address: LISTEN_ADDRESS, port: LISTEN_BASE_PORT };
  const [, address = "", port = ""] = /^(.*):([0-9]{1,5})$/.exec(text) ?? [];
  if (isListenAddress(address) && isPort(Number(port))) return { address, port: Number(port) };
  throw new DiagnosticError({
    severity: "error",
    code: "nginx-listen",
    what: `"${text}" is no place to listen`,
    why: "it takes an IP address and a port from 1 to 65535",
    fix: "write for example --listen 127.0.0.1:18443 or --listen '[::1]:18443'",
    at: { kind: "flag", flag: "--listen", value: text },
  });
}

function readResolvers(value: unknown): string[] {
  if (value === undefined) return [];
  const wrong = commaParts(value).filter((address) => !isResolverAddress(address));
  if (wrong.length === 0) return commaParts(value);
  throw new DiagnosticError(
    ...wrong.map(
      (address): Diagnostic => ({
        severity: "error",
        code: "nginx-resolver",
        what: `"${address}" is no DNS server that nginx can ask`,
        why: "it takes an address or a host name, with a port or without; IPv6 stands in brackets",
        fix: "write for example --resolver 10.96.0.10 or --resolver '[fd00::a]:53'",
        at: { kind: "flag", flag: "--resolver", value: address },
      }),
    ),
  );
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value).trim();
}

/** The option has refused every other word already. */
function oneOfWords<T extends string>(value: unknown, words: readonly T[], otherwise: T): T {
  return words.find((word) => word === value) ?? otherwise;
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>);
}

function noDomains(): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-domains",
    what: "no domain is given",
    why: "the SNI proxy lets pass what is listed, and nothing else",
    fix: "add for example --domain '*.wikipedia.org'",
    at: { kind: "flag", flag: "--domain" },
  });
}

function openWithDomains(at: Origin | undefined): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "open-with-domains",
    what: "--open and --domain do not go together",
    why: "an open proxy lets every name pass, so a list of domains would say what is not true",
    fix: "leave --open out",
    at,
  });
}
