import type { HttpRequest } from "../../model/envoy/listener.ts";
import type { Connection } from "../connection.ts";

/** One layer of what goes over a connection, outermost first: TLS around TLS around HTTP. */
export type Layer =
  | {
      readonly kind: "tls";
      /** As sent; "" none. */
      readonly serverName: string;
      /** Whose certificate the client shows: `cluster.local/ns/default/sa/sleep`; "" none. */
      readonly principal: string;
      /** Who speaks it: the client itself, or a proxy by a DestinationRule. */
      readonly by: "client" | "proxy";
      /** Mesh certificates on both sides. */
      readonly mesh: boolean;
    }
  | { readonly kind: "http"; readonly request: HttpRequest; readonly hostHeader: string }
  | { readonly kind: "bytes" };

/** What the client itself sends. */
export function layersOf({ protocol, sni, hostHeader, path, tunnel }: Connection, principal: string): Layer[] {
  const http: Layer = {
    kind: "http",
    hostHeader,
    request: { authority: hostHeader.replace(/:\d+$/, "").toLowerCase(), path, method: "GET", headers: {} },
  };
  const own: Layer[] =
    protocol === "http"
      ? [http]
      : protocol === "tls"
        ? [{ kind: "tls", serverName: sni, principal: "", by: "client", mesh: false }, http]
        : [{ kind: "bytes" }];
  if (tunnel === undefined) return own;
  const identity = tunnel.certificate ? principal : "";
  return [{ kind: "tls", serverName: tunnel.sni, principal: identity, by: "client", mesh: tunnel.certificate }, ...own];
}

/** The server name of the outermost layer; "" where it is no TLS. */
export function outerServerName([first]: readonly Layer[]): string {
  return first?.kind === "tls" ? first.serverName.toLowerCase() : "";
}
