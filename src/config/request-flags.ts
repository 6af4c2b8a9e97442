import { INSTALL_METHODS, SNI_PROXIES, STRATEGY_IDS } from "../plan/plan.ts";

/** How a flag's text becomes a value. `list` may be repeated and split at commas; `toggle` has a `--no-` form. */
export type FlagKind = "text" | "number" | "list" | "map" | "toggle";

/** A flag that says the same as a key of wildegress.yaml. */
export interface RequestFlag {
  /** `--data-plane`: how it is written. */
  readonly flag: string;
  /** Placeholder of the value in the help, `<kind>`; none for a toggle. */
  readonly value?: string;
  /** The key in wildegress.yaml, dotted: `gateway.name`; `policies[].domains` is a key of a policy. */
  readonly key: string;
  readonly kind: FlagKind;
  readonly group: FlagGroup;
  readonly help: string;
  readonly choices?: readonly string[];
}

export const FLAG_GROUPS = {
  what: "What may be reached, and by whom:",
  how: "How:",
  mesh: "The mesh:",
  gateway: "The egress gateway:",
  harden: "Hardening:",
} as const;
export type FlagGroup = keyof typeof FLAG_GROUPS;

/** The file itself, which has no key in the file. */
export const FILE_FLAG = "-f, --file <file>";

/**
 * Every flag that describes a request, with the key of schemas/wildegress.schema.json that says the same.
 * Flags, `--help` and the reader of flags derive from this table; a test holds it against the schema.
 */
export const REQUEST_FLAGS: readonly RequestFlag[] = [
  {
    flag: "--domain",
    value: "<domain>",
    key: "policies[].domains",
    kind: "list",
    group: "what",
    help: "'*.wikipedia.org', or .wikipedia.org for the same without quotes, or an exact host; repeat it, or part domains by commas; @FILE reads one per line, @- reads stdin",
  },
  {
    flag: "--port",
    value: "<port>",
    key: "policies[].ports",
    kind: "list",
    group: "what",
    help: "443, 8443/tls or 80/http; repeatable (default: 443/tls)",
  },
  {
    flag: "--from",
    value: "<who>",
    key: "policies[].from",
    kind: "list",
    group: "what",
    help: "who may: NAMESPACE or NAMESPACE/SERVICEACCOUNT, checked at the gateway; repeatable",
  },
  {
    flag: "--name",
    value: "<name>",
    key: "policies[].name",
    kind: "text",
    group: "what",
    help: "name of the policy (default: from its first domain); with a file of several policies, the one that --domain is for",
  },
  {
    flag: "--namespace",
    value: "<namespace>",
    key: "policies[].namespace",
    kind: "text",
    group: "what",
    help: "namespace of the workloads (default: the one kubectl is set to)",
  },
  {
    flag: "--export-to",
    value: "<scope>",
    key: "policies[].exportTo",
    kind: "list",
    group: "what",
    help: "exportTo of the client side; repeatable (default: .)",
  },
  {
    flag: "--allow-private",
    value: "<cidr>",
    key: "policies[].allowPrivate",
    kind: "list",
    group: "what",
    help: "private range that the names may resolve to; repeatable",
  },
  {
    flag: "--accept-broad",
    key: "policies[].acceptBroad",
    kind: "toggle",
    group: "what",
    help: "accept a wildcard on a public suffix, such as *.com",
  },
  {
    flag: "--strategy",
    value: "<strategy>",
    key: "policies[].strategy",
    kind: "text",
    group: "how",
    help: "how traffic leaves (default: auto, the safest that the target has)",
    choices: ["auto", ...STRATEGY_IDS],
  },
  {
    flag: "--via",
    value: "<host>",
    key: "policies[].via",
    kind: "text",
    group: "how",
    help: "single-host: the one host that answers for every name, such as www.wikipedia.org",
  },
  {
    flag: "--sni-proxy",
    value: "<kind>",
    key: "policies[].sniProxy",
    kind: "text",
    group: "how",
    help: "sni-proxy: what reads the SNI beside the gateway (default: envoy where the release can, else nginx)",
    choices: SNI_PROXIES,
  },
  {
    flag: "--mtls",
    key: "policies[].mtls",
    kind: "toggle",
    group: "how",
    help: "Istio mutual TLS between pod and gateway (default); --no-mtls passes the TLS of the application through",
  },
  {
    flag: "--tls-origination",
    key: "policies[].tlsOrigination",
    kind: "toggle",
    group: "how",
    help: "dynamic-dns: plain HTTP of the application leaves as TLS on port 443",
  },
  {
    flag: "--istio",
    value: "<release>",
    key: "istio",
    kind: "text",
    group: "mesh",
    help: "Istio release of the mesh: 1.30, 1.29.1, newest, or auto to ask the cluster with kubectl",
  },
  {
    flag: "--data-plane",
    value: "<kind>",
    key: "dataPlane",
    kind: "text",
    group: "mesh",
    help: "how workloads are in the mesh (default: sidecar)",
    choices: ["sidecar", "ambient"],
  },
  {
    flag: "--dns-capture",
    key: "dnsCapture",
    kind: "toggle",
    group: "mesh",
    help: "Istio's DNS proxy answers the workloads (ISTIO_META_DNS_CAPTURE); --no-dns-capture: it does not",
  },
  {
    flag: "--mesh-domain",
    value: "<domain>",
    key: "meshDomain",
    kind: "text",
    group: "mesh",
    help: "DNS domain of the cluster (default: cluster.local)",
  },
  {
    flag: "--gateway",
    value: "<name>",
    key: "gateway.name",
    kind: "text",
    group: "gateway",
    help: "Service of the egress gateway to use",
  },
  {
    flag: "--gateway-namespace",
    value: "<namespace>",
    key: "gateway.namespace",
    kind: "text",
    group: "gateway",
    help: "its namespace (default: istio-system)",
  },
  {
    flag: "--gateway-selector",
    value: "<labels>",
    key: "gateway.selector",
    kind: "map",
    group: "gateway",
    help: "labels of its pods, KEY=VALUE[,KEY=VALUE] (default: istio=NAME)",
  },
  {
    flag: "--gateway-port",
    value: "<port>",
    key: "gateway.port",
    kind: "number",
    group: "gateway",
    help: "port of its Service for TLS (default: 443)",
  },
  {
    flag: "--gateway-install",
    value: "<how>",
    key: "gateway.install",
    kind: "text",
    group: "gateway",
    help: "bring the gateway along (default: manifests for nginx where the release can, else none)",
    choices: INSTALL_METHODS,
  },
  {
    flag: "--gateway-revision",
    value: "<revision>",
    key: "gateway.revision",
    kind: "text",
    group: "gateway",
    help: "istio.io/rev of the gateway that is brought along",
  },
  {
    flag: "--api",
    value: "<api>",
    key: "gateway.api",
    kind: "text",
    group: "gateway",
    help: "words for the gateway side (default: istio)",
    choices: ["istio", "gateway-api"],
  },
  {
    flag: "--resolver",
    value: "<address>",
    key: "gateway.resolver",
    kind: "list",
    group: "gateway",
    help: "DNS server of the nginx SNI proxy; repeatable (default: the cluster's)",
  },
  {
    flag: "--ip-family",
    value: "<family>",
    key: "gateway.ipFamily",
    kind: "text",
    group: "gateway",
    help: "addresses that the SNI proxy connects to (default: ipv4)",
    choices: ["ipv4", "ipv6", "both"],
  },
  {
    flag: "--mesh-cidr",
    value: "<cidr>",
    key: "gateway.meshCidr",
    kind: "list",
    group: "gateway",
    help: "the mesh's own range where it is not a private one: names may not resolve to it; repeatable",
  },
  {
    flag: "--harden",
    key: "harden",
    kind: "toggle",
    group: "harden",
    help: "everything below: no other way out for the workloads, and none inwards for the gateway",
  },
  {
    flag: "--harden-sidecar",
    key: "harden.sidecar",
    kind: "toggle",
    group: "harden",
    help: "Sidecar with REGISTRY_ONLY for the workloads' namespace",
  },
  {
    flag: "--harden-network-policy",
    key: "harden.networkPolicy",
    kind: "toggle",
    group: "harden",
    help: "NetworkPolicies for the workloads' namespace and for the gateway",
  },
  {
    flag: "--allow-namespace",
    value: "<namespace>",
    key: "harden.allowNamespaces",
    kind: "list",
    group: "harden",
    help: "namespace that the workloads may still call under the NetworkPolicy; repeatable",
  },
];

/** `--data-plane` becomes `dataPlane`: commander's name for the option's value. */
export function attributeOf(flag: string): string {
  return flag.replace(/^--/, "").replace(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
}
