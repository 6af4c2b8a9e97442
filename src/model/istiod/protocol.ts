/** A port's protocol as istiod sees it; `auto` is one that it knows nothing of, and tells apart connection by connection. */
export type Protocol =
  | "tcp"
  | "udp"
  | "http"
  | "http2"
  | "grpc"
  | "grpc-web"
  | "http_proxy"
  | "https"
  | "tls"
  | "mongo"
  | "redis"
  | "mysql"
  | "auto";

const NAMES: ReadonlySet<string> = new Set([
  "tcp",
  "udp",
  "http",
  "http2",
  "grpc",
  "grpc-web",
  "http_proxy",
  "https",
  "tls",
  "mongo",
  "redis",
  "mysql",
]);

/** Source: istio pkg/config/protocol/instance.go, Parse. */
export function parseProtocol(text: string | undefined): Protocol {
  const name = (text ?? "").toLowerCase();
  return NAMES.has(name) ? (name as Protocol) : "auto";
}

export function isTls(protocol: Protocol): boolean {
  return protocol === "tls" || protocol === "https";
}

export function isHttp(protocol: Protocol): boolean {
  return ["http", "http2", "grpc", "grpc-web", "http_proxy"].includes(protocol);
}

/** What kind of listener a port gets. */
export function listenerKind(protocol: Protocol): "http" | "tcp" | "auto" | "none" {
  if (protocol === "udp") return "none";
  if (protocol === "auto") return "auto";
  return isHttp(protocol) ? "http" : "tcp";
}

/** Ports whose protocols begin with the server's words: nothing may wait there for the client's. */
const SERVER_FIRST: Readonly<Record<number, Protocol>> = { 3306: "mysql", 27017: "mongo", 25: "tcp", 853: "tcp" };

/**
 * Of a Service's port: `appProtocol`, else the name up to its first hyphen.
 *
 * Source: istio pkg/config/kube/conversion.go, ConvertProtocol.
 */
export function serviceProtocol(port: {
  readonly name?: string | undefined;
  readonly port: number;
  readonly protocol?: string | undefined;
  readonly appProtocol?: string | undefined;
}): Protocol {
  if (port.protocol === "UDP") return "udp";
  const app = port.appProtocol?.toLowerCase();
  if (app === "kubernetes.io/h2c") return "http2";
  const name = app ?? (port.name?.startsWith("grpc-web") ? "grpc-web" : port.name?.split("-")[0]);
  const parsed = parseProtocol(name);
  if (parsed !== "auto" || app !== undefined) return parsed;
  return SERVER_FIRST[port.port] === undefined ? "auto" : "tcp";
}
