/** A manifest that --fix repairs, and what it is afterwards. */
export interface RepairCase {
  readonly rule: string;
  readonly about: string;
  readonly istio?: string;
  readonly bad: string;
  readonly good: string;
}

const ENTRY = `# entry of the wiki team
apiVersion: networking.istio.io/v1 # the version
kind:   ServiceEntry
metadata:
  name: wikipedia   # its name
  labels: { tier: 'front' }
spec:
  hosts:
  # every language
  - "*.wikipedia.org"
  exportTo: [ "." ]

  ports:
  - number: 443  # TLS
    name: tls
    protocol: TLS
  resolution: NONE # the client chooses
`;
const FILTER = `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: wikipedia}
spec:
  workloadSelector: {labels: {istio: egressgateway}}
  configPatches:
  - applyTo: CLUSTER
    match: {context: GATEWAY}
    patch:
      operation: MERGE
      value:
        alt_stat_name: "443" # its name in the statistics
        dns_lookup_family: V4_ONLY
        upstream_http_protocol_options:   {auto_sni: true}
  - applyTo: NETWORK_FILTER
    match: {context: GATEWAY}
    patch:
      operation: MERGE
      value:
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
          idle_timeout: 10s # short
`;
const SERVICE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: wikipedia}
spec:
  hosts: ["*.wikipedia.org"]
  exportTo: ["."]
  gateways:
  - mesh/own # one
  - 'istio-egress/wikipedia' # two
  tls:
  - match: [{port: 443, sniHosts: ["*.wikipedia.org"]}]
    route: [{destination: {host: www.wikipedia.org}}]
`;
const SIDECAR = `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: web}
spec:
  egress:
  - hosts:
    - "./*" # our own
    # of the mesh
    - istio-system/*
    - team-b/a.example.com
`;
const EXPORTED = "  exportTo:\n  - a\n  # team B\n  - b\n";

function from(text: string, ...pairs: [string, string][]): string {
  return pairs.reduce((old, [what, by]) => {
    if (!old.includes(what)) throw new Error(`the manifest has no ${what}`);
    return old.replace(what, by);
  }, text);
}

export const REPAIRS: readonly RepairCase[] = [
  { rule: "unknown-field", about: "one letter off", bad: from(ENTRY, ["hosts:", "hostz:"]), good: ENTRY },
  { rule: "unknown-field", about: "in other letters", bad: from(ENTRY, ["exportTo", "export_to"]), good: ENTRY },
  {
    rule: "unknown-field",
    about: "in quotes",
    bad: from(ENTRY, ["exportTo", '"exprotTo"']),
    good: from(ENTRY, ["exportTo", '"exportTo"']),
  },
  { rule: "wrong-type", about: "a number in quotes", bad: from(ENTRY, ["443 ", "'443' "]), good: ENTRY },
  {
    rule: "wrong-type",
    about: "a number that is text",
    bad: from(ENTRY, ["'front'", "5"]),
    good: from(ENTRY, ["'front'", '"5"']),
  },
  {
    rule: "wrong-type",
    about: "a boolean that is text",
    bad: from(ENTRY, ["'front'", "true"]),
    good: from(ENTRY, ["'front'", '"true"']),
  },
  { rule: "not-allowed-value", about: "in other capitals", bad: from(ENTRY, ["NONE", "none"]), good: ENTRY },
  {
    rule: "not-allowed-value",
    about: "in quotes",
    bad: from(ENTRY, ["NONE", '"None"']),
    good: from(ENTRY, ["NONE", '"NONE"']),
  },
  {
    rule: "api-version-not-served",
    about: "too new",
    istio: "1.20",
    bad: ENTRY,
    good: from(ENTRY, ["istio.io/v1 ", "istio.io/v1beta1 "]),
  },
  { rule: "export-to", about: "twice in brackets", bad: from(ENTRY, ['[ "." ]', '[ ".", "." ]']), good: ENTRY },
  {
    rule: "export-to",
    about: "twice below each other",
    bad: from(ENTRY, ['  exportTo: [ "." ]\n', `${EXPORTED}  - a\n`]),
    good: from(ENTRY, ['  exportTo: [ "." ]\n', EXPORTED]),
  },
  {
    rule: "sidecar-egress-hosts-repeated",
    about: "twice",
    bad: from(SIDECAR, ["    - team-b/a", "    - istio-system/*\n    - team-b/a"]),
    good: SIDECAR,
  },
  {
    rule: "dynamic-dns",
    about: "HTTPS",
    bad: from(ENTRY, ["NONE", "DYNAMIC_DNS"], ["protocol: TLS", "protocol: HTTPS"]),
    good: from(ENTRY, ["NONE", "DYNAMIC_DNS"]),
  },
  {
    rule: "gateway-reference-legacy",
    about: "a name in the form of a Service",
    bad: from(SERVICE, ["'istio-egress/wikipedia'", "'wikipedia.istio-egress.svc.cluster.local'"]),
    good: SERVICE,
  },
  {
    rule: "envoy-field-unknown",
    about: "one letter off, in an extension",
    bad: from(FILTER, ["idle_timeout:", "idle_timeuot:"]),
    good: FILTER,
  },
  { rule: "envoy-patch-value", about: "a number as text", bad: from(FILTER, ['"443"', "443"]), good: FILTER },
  {
    rule: "envoy-patch-value",
    about: "true in quotes",
    bad: from(FILTER, ["auto_sni: true", 'auto_sni: "true"']),
    good: FILTER,
  },
  {
    rule: "envoy-patch-value",
    about: "an enum in small letters",
    bad: from(FILTER, ["V4_ONLY", "v4_only"]),
    good: FILTER,
  },
];
