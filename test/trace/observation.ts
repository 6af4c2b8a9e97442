import type { Connection } from "../../src/trace/connection.ts";
import type { ClientName } from "../mesh/lab/topology.ts";
import type { LogLine } from "../mesh/probe/access-log.ts";
import type { Answer } from "../mesh/probe/agent.ts";

/** What happened to one configuration on the mesh: all that is needed to judge a prediction without the mesh. */
export interface Observation {
  /** Of the generator (test/mesh/trace/generate). */
  readonly seed: number;
  readonly settings: MeshFacts;
  /** What was applied, as the API server gave it back. */
  readonly objects: readonly KubernetesObject[];
  /** What the API server or istiod's webhook refused, in its words: not among the objects. */
  readonly refused: readonly string[];
  /** What an Envoy refused of what istiod sent it (NACK). */
  readonly nacks: readonly Nack[];
  readonly attempts: readonly Tried[];
  /** By `namespace/pod`: what each Envoy ran when the connections were made. */
  readonly proxies: Readonly<Record<string, EnvoyConfig>>;
}

/** What holds for the whole mesh. Its Services and Pods are in a file of their own (base.json). */
export interface MeshFacts {
  readonly outbound: "ALLOW_ANY" | "REGISTRY_ONLY";
  readonly rootNamespace: string;
  readonly trustDomain: string;
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly creationTimestamp?: string };
  readonly [field: string]: unknown;
}

export interface Nack {
  /** `namespace/pod`. */
  readonly proxy: string;
  /** `LDS`, `CDS`, `RDS`. */
  readonly type: string;
  readonly says: string;
}

export interface Tried {
  readonly who: ClientName;
  readonly connection: Connection;
  readonly answer: Answer;
  /** What each proxy on the way wrote about it, in the order of the way. Empty for who goes around all of them. */
  readonly hops: readonly HopLine[];
}

export interface HopLine {
  /** `namespace/pod` of the proxy. */
  readonly proxy: string;
  readonly line: LogLine;
}

/** Envoy's own configuration, as far as it decides where connections go. */
export interface EnvoyConfig {
  readonly listeners: readonly EnvoyListener[];
  readonly clusters: readonly EnvoyCluster[];
  readonly routes: readonly EnvoyRoutes[];
}

export interface EnvoyListener {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly listenerFilters: readonly string[];
  readonly chains: readonly EnvoyChain[];
  readonly defaultChain?: EnvoyChain;
  /** Why the newest version of it was refused; the rest is then the version before, or nothing. */
  readonly refused?: string;
}

export interface EnvoyChain {
  readonly serverNames: readonly string[];
  readonly prefixRanges: readonly string[];
  readonly transport: string;
  readonly applicationProtocols: readonly string[];
  /** The proxy ends TLS itself. */
  readonly tls: boolean;
  readonly requiresClientCertificate: boolean;
  readonly filters: readonly EnvoyFilter[];
}

export interface EnvoyFilter {
  readonly name: string;
  /** Of a TCP proxy: each cluster with its weight. */
  readonly clusters?: readonly WeightedName[];
  /** Of an HTTP connection manager: the name of its routes, or the routes. */
  readonly routes?: string | EnvoyRoutes;
  readonly httpFilters?: readonly string[];
}

export interface WeightedName {
  readonly name: string;
  readonly weight: number;
}

export interface EnvoyCluster {
  readonly name: string;
  /** `ORIGINAL_DST`, `EDS`, `STRICT_DNS`, `STATIC`, or the name of a type of its own. */
  readonly type: string;
  readonly tls?: {
    readonly sni: string;
    readonly kind: string;
    /** The request's host is the server name. */
    readonly autoSni: boolean;
  };
  /** `address:port`. */
  readonly endpoints: readonly string[];
}

export interface EnvoyRoutes {
  readonly name: string;
  readonly virtualHosts: readonly {
    readonly name: string;
    readonly domains: readonly string[];
    readonly routes: readonly {
      readonly match: unknown;
      readonly clusters: readonly WeightedName[];
      readonly other?: string;
    }[];
  }[];
}
