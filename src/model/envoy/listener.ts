import type { Cidr } from "../../plan/cidr.ts";
import type { FieldRef } from "../world/config-object.ts";
import type { NameTable } from "./name-patterns.ts";

/** A listener as Envoy holds it, as far as it decides where a connection goes. */
export interface Listener {
  /** Envoy's name: `0.0.0.0_443`, `240.240.0.1_443`, `virtualOutbound`. */
  readonly name: string;
  readonly bind: string;
  readonly port: number;
  readonly chains: readonly FilterChain[];
  /** Taken when no chain matches; without one the connection is closed (filter_chain_not_found). */
  readonly defaultChain: FilterChain | undefined;
  /** Whether the listener reads the ClientHello: without, no chain with server names matches. */
  readonly inspectsTls: boolean;
  readonly inspectsHttp: boolean;
  /** Why Envoy refuses the listener (NACK) or the model does not know it. */
  readonly fault: ListenerFault | undefined;
  /** Filter chains that istiod leaves out without a word in any status. */
  readonly dropped: readonly DroppedChain[];
}

export interface DroppedChain {
  readonly serverNames: readonly string[];
  readonly says: string;
  readonly ref: FieldRef | undefined;
}

export interface ListenerFault {
  /** "refused": Envoy rejects it and keeps what it had; "unknown": something that is not modelled changes it. */
  readonly kind: "refused" | "unknown";
  readonly says: string;
  readonly ref: FieldRef | undefined;
}

export interface FilterChain {
  readonly match: ChainMatch;
  /** Set where the proxy ends TLS itself. */
  readonly terminates: TlsTermination | undefined;
  readonly filters: readonly NetworkFilter[];
  /** What made the chain; absent for Istio's own (the fallthrough). */
  readonly ref: FieldRef | undefined;
  /** Outbound: the service that it is for, also where a VirtualService decides. */
  readonly service: FieldRef | undefined;
}

/** Every criterion that is not empty must match; Envoy takes them in the order destination address, server name, transport, application. */
export interface ChainMatch {
  /** Lower case; `*.x` matches names below x; `*` is dropped. */
  readonly serverNames: readonly string[];
  readonly prefixRanges: readonly Cidr[];
  readonly transport: "" | "tls" | "raw_buffer";
  readonly applicationProtocols: readonly string[];
}

export interface TlsTermination {
  readonly mode: "SIMPLE" | "MUTUAL" | "ISTIO_MUTUAL" | "OPTIONAL_MUTUAL";
  readonly requiresClientCertificate: boolean;
  readonly ref: FieldRef | undefined;
}

export type NetworkFilter =
  | { readonly kind: "tcp-proxy"; readonly clusters: readonly WeightedCluster[] }
  | {
      readonly kind: "http";
      readonly routes: () => RouteConfiguration;
      readonly httpFilters: readonly HttpFilter[];
      /** Whether the port is cut off the Host before anything reads it. */
      readonly stripsPort: boolean;
    }
  | RbacFilter
  /** Resolves the server name and hands the address on to the cluster. */
  | ({ readonly kind: "sni-dynamic-forward-proxy"; readonly port: number } & NameResolver)
  | { readonly kind: "unknown"; readonly name: string; readonly ref: FieldRef | undefined };

/** Judges by rules. */
export interface RbacFilter {
  readonly kind: "rbac";
  readonly rules: Rbac;
  /** The names that its rules ask about, where they do. */
  readonly names: NameTable | undefined;
}

/** A filter that looks a name up itself, before the proxy connects. */
export interface NameResolver {
  /** Whether rules that come after it see the address. */
  readonly savesAddress: boolean;
  /** Answers in these ranges are dropped. */
  readonly dropsAnswers: readonly Cidr[];
  readonly ref: FieldRef | undefined;
}

export interface WeightedCluster {
  readonly name: string;
  readonly weight: number;
  readonly ref: FieldRef | undefined;
}

export interface RouteConfiguration {
  readonly name: string;
  /** Whether the port in a Host is left out before a virtual host is looked up: in all that istiod makes. */
  readonly ignoresPort: boolean;
  readonly virtualHosts: readonly VirtualHost[];
}

export interface VirtualHost {
  readonly name: string;
  /** Lower case. */
  readonly domains: readonly string[];
  readonly routes: readonly HttpRoute[];
  readonly ref: FieldRef | undefined;
}

export interface HttpRoute {
  /** Whether a request takes the route; `unknown` for a match that is not modelled. */
  readonly matches: (request: HttpRequest) => boolean | "unknown";
  readonly action:
    | {
        readonly kind: "clusters";
        readonly clusters: readonly WeightedCluster[];
        readonly hostRewrite: string | undefined;
      }
    | { readonly kind: "direct-response"; readonly status: number }
    | { readonly kind: "redirect" }
    | { readonly kind: "unknown"; readonly says: string };
  readonly ref: FieldRef | undefined;
  /** The names that the match asks about, besides those of the virtual host. */
  readonly names: NameTable | undefined;
  /** What else of a request the match asks about. */
  readonly conditions: RequestConditions;
}

/** Of a route that takes every request. */
export const UNCONDITIONAL = { names: undefined, conditions: { paths: [], others: false } } as const;

/** By what of a request, besides its host, a route is taken. */
export interface RequestConditions {
  /** Paths and beginnings of paths. */
  readonly paths: readonly string[];
  /** Methods, headers, query parameters, expressions. */
  readonly others: boolean;
}

export interface HttpRequest {
  /** As sent, without port, lower case. */
  readonly authority: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type HttpFilter =
  | ({ readonly kind: "dynamic-forward-proxy" } & NameResolver)
  | RbacFilter
  | { readonly kind: "passes" }
  | { readonly kind: "unknown"; readonly name: string; readonly ref: FieldRef | undefined };

/** What is known of a connection when a proxy judges it. */
export interface Peer {
  /** SPIFFE identity without scheme, `cluster.local/ns/default/sa/sleep`; "" without a certificate. */
  readonly principal: string;
  readonly address: string;
  /** Server name of this connection as this proxy sees it (the outer one behind ISTIO_MUTUAL). */
  readonly serverName: string;
  readonly port: number;
  /** The address that the proxy is about to dial, where it has it when it judges; "" where it does not. */
  readonly upstreamAddress: string;
  /** Where the proxy reads HTTP. */
  readonly request: HttpRequest | undefined;
}

/** Judges a connection, or each request of one: allowed, denied by a rule (with its name and place), or not modelled. */
export type Rbac = (peer: Peer) => RbacVerdict;

export type RbacVerdict =
  | { readonly allowed: true; readonly says: string; readonly ref: FieldRef | undefined }
  | { readonly allowed: false; readonly says: string; readonly ref: FieldRef | undefined }
  | { readonly allowed: "unknown"; readonly says: string; readonly ref: FieldRef | undefined };

/** Where a cluster sends a connection. */
export interface Cluster {
  /** `outbound|443|subset|host`, or a name of an EnvoyFilter, or Istio's own. */
  readonly name: string;
  readonly discovery: "original-dst" | "endpoints" | "dns" | "dynamic-forward-proxy" | "blackhole";
  readonly endpoints: readonly Endpoint[];
  /** TLS that the proxy itself puts around the connection. */
  readonly tls: UpstreamTls | undefined;
  /** original-dst: dialled in place of the port that was asked for. */
  readonly portOverride: number | undefined;
  /** Something in it that is not modelled. */
  readonly unknown: { readonly says: string; readonly ref: FieldRef } | undefined;
  readonly ref: FieldRef | undefined;
}

export interface Endpoint {
  /** An address, or a name that the proxy resolves. */
  readonly address: string;
  readonly port: number;
  /** The workload behind it, where that is known: `namespace/name`. */
  readonly workload: string;
  readonly ref: FieldRef | undefined;
}

export interface UpstreamTls {
  readonly mode: "SIMPLE" | "MUTUAL" | "ISTIO_MUTUAL";
  /** Server name that the proxy sends; "" none; undefined: the request's own host (auto_sni). */
  readonly sni: string | undefined;
  /** Nobody asked for it: Istio's automatic mutual TLS. */
  readonly automatic: boolean;
  readonly ref: FieldRef | undefined;
}
