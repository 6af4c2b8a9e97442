/** Where a decision stands: the very field of a resource. */
export interface DecidedBy {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Dotted path inside the resource: `spec.tls[0].match[0].sniHosts`. */
  readonly field: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Where a hop is: at the client, in one of the proxies, or at the end. */
export type Place = "client" | "sidecar" | "gateway" | "sni-proxy" | "destination";

/** What kind of decision a hop is, in Envoy's and Istio's words. */
export type Stage =
  | "name-resolution"
  | "capture"
  | "listener"
  | "filter-chain"
  | "virtual-host"
  | "route"
  | "authorization"
  | "cluster"
  | "tls"
  | "endpoint"
  | "address-check"
  | "end";

/** One decision on the way of a connection. */
export interface Hop {
  readonly at: Place;
  /** The pod or proxy: `default/sleep`, `istio-system/istio-egressgateway`, `nginx at istio-system/istio-egressgateway`. */
  readonly where: string;
  readonly stage: Stage;
  /** Envoy's own name for what was taken: a listener, filter chain, cluster; "" where it has none. */
  readonly taken: string;
  /** The decision in one sentence that a person who has never seen Envoy's configuration understands. */
  readonly says: string;
  /** The field that decides; absent where a default of Istio or an assumption does. */
  readonly decidedBy?: DecidedBy;
  /** What else could have been taken, and why it lost. */
  readonly lost: readonly Lost[];
}

export interface Lost {
  readonly says: string;
  readonly decidedBy?: DecidedBy;
}

export type TraceOutcome = "reached" | "blocked" | "unknown";

/** Where a connection that is not blocked ends. */
export interface Destination {
  /** The name that the last proxy resolved; "" when only an address was dialled. */
  readonly host: string;
  /** The address that is dialled; "" where only a DNS look-up at run time tells. */
  readonly address: string;
  readonly port: number;
  /** True when the last hop speaks TLS of its own (TLS origination). */
  readonly tlsOriginated: boolean;
  /** Who chose the address. */
  readonly addressChosenBy: Place;
}

/** The last hop of those that traffic passes, in the words of docs/proof.md. */
export type Way = "nothing between" | "sidecar" | "gateway" | "gateway and SNI proxy";

export interface TraceResult {
  readonly outcome: TraceOutcome;
  /** Only when reached. */
  readonly destination?: Destination;
  /** By which way it is reached, or as far as it came. */
  readonly way: Way;
  /** Where it ended when blocked, or where the model ends when unknown. */
  readonly endsAt: Place;
  /** Envoy's own word where there is one: `BlackHoleCluster`, `PassthroughCluster`, `filter_chain_not_found`, `rbac_access_denied`; else "". */
  readonly detail: string;
  /** One sentence: the whole answer. */
  readonly says: string;
  readonly path: readonly Hop[];
  /** What was taken for granted because nothing that was read says it; each a sentence. In a fixed order. */
  readonly assumptions: readonly string[];
}
