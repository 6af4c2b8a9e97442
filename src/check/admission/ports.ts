import { isLabel } from "./names.ts";

/** Protocols by the names that people write, in any case (istio pkg/config/protocol). */
const PROTOCOLS = new Map(
  ["TCP", "UDP", "GRPC", "GRPC-Web", "HTTP", "HTTP_PROXY", "HTTP2", "HTTPS", "TLS", "Mongo", "Redis", "MySQL"].map(
    (name) => [name.toLowerCase(), name],
  ),
);
const HTTP = new Set(["HTTP", "HTTP2", "HTTP_PROXY", "GRPC", "GRPC-Web"]);
const TLS = new Set(["HTTPS", "TLS"]);
const TCP = new Set(["TCP", "HTTPS", "TLS", "Mongo", "Redis", "MySQL"]);

/** The protocol that is meant; undefined when Istio knows none of that name. */
export function protocolOf(text: string | undefined): string | undefined {
  return PROTOCOLS.get((text ?? "").toLowerCase());
}

export function isHttp(protocol: string | undefined): boolean {
  return protocol !== undefined && HTTP.has(protocol);
}

export function isTls(protocol: string | undefined): boolean {
  return protocol !== undefined && TLS.has(protocol);
}

/** TCP and what is carried over it without Istio looking inside. */
export function isTcp(protocol: string | undefined): boolean {
  return protocol !== undefined && TCP.has(protocol);
}

/** ValidatePort. */
export function portProblem(port: number): string | undefined {
  return port >= 1 && port <= 65535 ? undefined : `port number ${port} must be in the range 1..65535`;
}

/** ValidatePortName. */
export function portNameProblem(name: string): string | undefined {
  return isLabel(name) ? undefined : `invalid port name: ${name}`;
}

/** ValidateProtocol: none is legal, Istio then finds out by itself. */
export function protocolProblem(protocol: string | undefined): string | undefined {
  if (protocol === undefined || protocol === "") return undefined;
  return protocolOf(protocol) === undefined ? `unsupported protocol: ${protocol}` : undefined;
}
