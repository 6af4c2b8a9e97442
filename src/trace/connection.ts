/** Who connects. */
export interface Client {
  readonly namespace: string;
  /** As the user named it: a pod, a workload or a service account. */
  readonly name: string;
  readonly serviceAccount: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A connection that a client opens, honest or lying. */
export interface Connection {
  readonly from: Client;
  /** The name that is resolved, lower case; for a client that dials an address without a name, that address. */
  readonly host: string;
  readonly port: number;
  readonly protocol: "tls" | "http" | "tcp";
  /** TLS: the server name in the ClientHello, as sent; "" sends none. HTTP and TCP have none. */
  readonly sni: string;
  /** HTTP: the Host header, as sent. */
  readonly hostHeader: string;
  /** HTTP: the path. */
  readonly path: string;
  /** Dialled in place of what the name resolves to. */
  readonly address: string | undefined;
  /** Goes around the sidecar: a client that keeps its traffic from being captured. */
  readonly bypassSidecar: boolean;
  /** Only around the sidecar: straight to a gateway, with the call inside TLS of the client's own. */
  readonly tunnel: Tunnel | undefined;
}

export interface Tunnel {
  /** The gateway's Service, `istio-system/istio-egressgateway`. */
  readonly gateway: string;
  /** The Service's port that is dialled. */
  readonly port: number;
  /** Server name of the outer TLS; "" sends none. */
  readonly sni: string;
  /** Whether the client shows its workload certificate. */
  readonly certificate: boolean;
}
