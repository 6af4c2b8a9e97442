import type { Origin } from "../diagnostics/diagnostic.ts";
import type { Target } from "../istio/target.ts";
import type { HostPattern } from "./host-pattern.ts";

export const STRATEGY_IDS = ["direct", "single-host", "sni-proxy", "dynamic-dns", "waypoint"] as const;
export type StrategyId = (typeof STRATEGY_IDS)[number];

export const SNI_PROXIES = ["envoy", "nginx"] as const;
export type SniProxyKind = (typeof SNI_PROXIES)[number];

export const INSTALL_METHODS = ["none", "manifests", "helm", "operator"] as const;
export type InstallMethod = (typeof INSTALL_METHODS)[number];

/** What the user wants, said without a word of YAML: what every later stage reads and none changes. */
export interface Plan {
  readonly target: Target;
  /** Sorted by name. */
  readonly policies: readonly Policy[];
  readonly gateway: GatewayPlan;
  readonly hardening: Hardening;
}

/** One set of workloads and the domains that it may reach. */
export interface Policy {
  /** A DNS label of at most 50 characters, unique in the plan. */
  readonly name: string;
  readonly at: Origin;
  /** Sorted, without duplicates, none covered by another. */
  readonly domains: readonly HostPattern[];
  /** Sorted by number, unique numbers. */
  readonly ports: readonly PolicyPort[];
  readonly strategy: StrategyId;
  /** True when `auto` chose the strategy. */
  readonly strategyChosen: boolean;
  /** single-host: the one host that answers for every name. */
  readonly via: string | undefined;
  /** sni-proxy: who reads the SNI and resolves it. */
  readonly sniProxy: SniProxyKind;
  /** Istio mutual TLS between pod and egress gateway. */
  readonly mtls: boolean;
  /** Who may use the policy, enforced at the gateway (or waypoint); empty: every workload that the client side is given to. */
  readonly callers: readonly Caller[];
  /** Namespaces that get the client side, sorted; `undefined` is the namespace that kubectl is set to. */
  readonly clientNamespaces: readonly (string | undefined)[];
  /** exportTo of the client side. */
  readonly exportTo: readonly string[];
  /** dynamic-dns: HTTP on these ports leaves as TLS on 443. */
  readonly tlsOrigination: boolean;
  /** Private ranges that names may resolve to all the same, in CIDR form, sorted. */
  readonly allowPrivate: readonly string[];
}

export interface Caller {
  readonly namespace: string;
  readonly serviceAccount: string | undefined;
}

export type PortProtocol = "tls" | "http";

export interface PolicyPort {
  readonly number: number;
  readonly protocol: PortProtocol;
  readonly at: Origin;
  readonly unit: EgressUnit;
}

/**
 * What a (policy, port) has of its own on the way through the gateway. Two that share any of these share their lists of domains,
 * or end at each other's port: both were seen on a running mesh.
 */
export interface EgressUnit {
  /** `wikipedia` for 443/tls, `wikipedia-http` for 80/http, else `wikipedia-8443`. Unique in the plan. */
  readonly name: string;
  /** The SNI of the outer, mutual TLS: `wikipedia.wildegress.internal`. */
  readonly outerSni: string;
  /** The name of the next hop behind the gateway: `wikipedia.sni-proxy.wildegress.internal`. */
  readonly loopbackHost: string;
  /** Where the SNI (or HTTP) proxy listens on 127.0.0.1 in the gateway's pod. Derived from the unit's name, so it stays when policies come and go. */
  readonly loopbackPort: number;
}

export interface GatewayPlan {
  /** Name of the Service (and Deployment) of the egress gateway. */
  readonly name: string;
  readonly namespace: string;
  /** Labels of the gateway's pods, keys sorted. */
  readonly selector: Readonly<Record<string, string>>;
  /** The Service's port for TLS. */
  readonly port: number;
  /** The Service's port for plain HTTP (only without mTLS). */
  readonly httpPort: number;
  readonly api: "istio" | "gateway-api";
  readonly install: InstallMethod;
  /** True when the gateway is only assumed to be there: not installed by the output and not named by the user. */
  readonly assumed: boolean;
  /** Name of the ambient waypoint (strategy waypoint), in each client namespace. */
  readonly waypoint: string;
  /** istio.io/rev of the injected gateway. */
  readonly revision: string | undefined;
  /** Resolver of the nginx SNI proxy: addresses or names; empty: the cluster's DNS. */
  readonly resolvers: readonly string[];
  readonly ipFamily: "ipv4" | "ipv6" | "both";
  /** The mesh's own ranges where they are not private ones, in CIDR form, sorted. */
  readonly meshCidrs: readonly string[];
}

export interface Hardening {
  /** Sidecar with REGISTRY_ONLY for each client namespace. */
  readonly sidecar: boolean;
  /** NetworkPolicies for client namespaces and gateway. */
  readonly networkPolicy: boolean;
  /** Other namespaces that client pods may still call under the NetworkPolicy, sorted. */
  readonly allowNamespaces: readonly string[];
}

/** `istio-egressgateway.istio-system.svc.cluster.local` */
export function gatewayHost(plan: Plan): string {
  return `${plan.gateway.name}.${plan.gateway.namespace}.svc.${plan.target.meshDomain}`;
}
