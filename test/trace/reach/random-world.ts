import fc from "fast-check";
import type { ConfigObject } from "../../../src/model/world/config-object.ts";
import { object } from "../../model/objects.ts";

/** Few hosts and ports, so that resources meet. */
const HOSTS = [
  "*.wikipedia.org",
  "*.m.wikipedia.org",
  "*.org",
  "en.wikipedia.org",
  "en.m.wikipedia.org",
  "wikipedia.org",
  "upload.wikimedia.org",
  "*.wikimedia.org",
];
export const NAMES = [
  ...HOSTS.map((host) => host.replace("*", "any")),
  "a.b.m.wikipedia.org",
  "other.org",
  "org",
  "elsewhere.example",
  "notwikipedia.org",
  "de.wikimedia.org",
];
export const PORTS = [443, 80, 8443, 9999];
const NAMESPACES = ["default", "team-b", "istio-system"];
const GATEWAY = "istio-egressgateway.istio-system.svc.cluster.local";

const host = fc.constantFrom(...HOSTS);
const hosts = fc.uniqueArray(host, { minLength: 1, maxLength: 3 });
const namespace = fc.constantFrom("default", "default", "default", ...NAMESPACES);
const exportTo = fc.constantFrom(undefined, undefined, ["."], ["*"], ["team-b"]);
const age = fc.integer({ min: 1, max: 28 }).map((day) => `2026-01-${String(day).padStart(2, "0")}T00:00:00Z`);

const port = fc.constantFrom(
  { number: 443, name: "tls", protocol: "TLS" },
  { number: 443, name: "https", protocol: "HTTPS" },
  { number: 443, name: "tcp", protocol: "TCP" },
  { number: 80, name: "http", protocol: "HTTP" },
  { number: 8443, name: "tls-more", protocol: "TLS" },
  { number: 8443, name: "tls-elsewhere", protocol: "TLS", targetPort: 443 },
  { number: 80, name: "auto" },
);

const serviceEntry = fc
  .record({
    namespace,
    hosts,
    ports: fc.uniqueArray(port, { minLength: 1, maxLength: 2, selector: ({ number }) => number }),
    resolution: fc.constantFrom("NONE", "NONE", "DNS", "DYNAMIC_DNS", "STATIC"),
    addresses: fc.constantFrom(undefined, undefined, undefined, ["198.51.100.7"], ["198.51.100.0/24"], ["10.0.0.0/8"]),
    endpoints: fc.constantFrom(undefined, undefined, [{ address: "198.51.100.9" }]),
    exportTo,
    created: age,
  })
  .map(({ namespace: own, created, ...spec }) => ({ kind: "ServiceEntry", namespace: own, created, spec }));

const destination = fc.oneof(
  host.map((name) => ({ host: name })),
  fc.constantFrom(443, 80, 8443).map((number) => ({ host: GATEWAY, port: { number } })),
);
const gateways = fc.constantFrom(undefined, ["mesh"], ["istio-system/egress"], ["mesh", "istio-system/egress"]);
const httpMatch = fc.constantFrom(
  undefined,
  undefined,
  [{ port: 80 }],
  [{ uri: { prefix: "/api" } }],
  [{ authority: { exact: "en.wikipedia.org" } }],
  [{ method: { exact: "POST" } }],
  [{ headers: { who: { exact: "me" } } }],
);

const virtualService = fc
  .record({
    namespace,
    hosts,
    gateways,
    to: destination,
    http: fc.boolean(),
    match: httpMatch,
    exportTo,
    created: age,
    names: hosts,
  })
  .map(({ namespace: own, created, to, http, match, names, ...spec }) => ({
    kind: "VirtualService",
    namespace: own,
    created,
    spec: {
      ...spec,
      ...(http
        ? { http: [{ match, route: [{ destination: to }] }] }
        : { tls: [{ match: [{ sniHosts: names }], route: [{ destination: to }] }] }),
    },
  }));

const gateway = fc
  .record({
    hosts,
    mode: fc.constantFrom("PASSTHROUGH", "ISTIO_MUTUAL", "SIMPLE"),
    protocol: fc.constantFrom("TLS", "HTTPS"),
  })
  .map(({ hosts: names, mode, protocol }) => ({
    kind: "Gateway",
    namespace: "istio-system",
    name: "egress",
    spec: {
      selector: { istio: "egressgateway" },
      servers: [
        { port: { number: 443, name: "tls", protocol }, hosts: names, tls: { mode } },
        { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] },
      ],
    },
  }));

const policy = fc
  .record({
    action: fc.constantFrom("ALLOW", "DENY"),
    values: fc.uniqueArray(fc.constantFrom(...HOSTS, "*pedia.org", "en.*"), { minLength: 1, maxLength: 2 }),
    sni: fc.boolean(),
  })
  .map(({ action, values, sni }) => ({
    kind: "AuthorizationPolicy",
    namespace: "istio-system",
    spec: {
      action,
      rules: [sni ? { when: [{ key: "connection.sni", values }] } : { to: [{ operation: { hosts: values } }] }],
    },
  }));

const sidecar = fc
  .record({
    hosts: fc.constantFrom(
      ["./*"],
      ["*/*"],
      ["./*", "istio-system/*"],
      ["*/en.wikipedia.org"],
      ["default/*.org", "istio-system/*"],
    ),
    mode: fc.constantFrom(undefined, "ALLOW_ANY", "REGISTRY_ONLY"),
  })
  .map(({ hosts: names, mode }) => ({
    kind: "Sidecar",
    namespace: "default",
    spec: { egress: [{ hosts: names }], ...(mode === undefined ? {} : { outboundTrafficPolicy: { mode } }) },
  }));

const networkPolicy = fc
  .constantFrom<readonly object[]>(
    [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }] }],
    [{ ports: [{ port: 443 }, { port: 8000, endPort: 9000 }] }],
    [{ to: [{ ipBlock: { cidr: "198.51.100.0/24" } }] }],
  )
  .map((egress) => ({ kind: "NetworkPolicy", namespace: "default", spec: { policyTypes: ["Egress"], egress } }));

/** A whole way through the gateway, which resources by chance seldom make. */
const path = host.map((name): Sketch[] => {
  const fixed = "www.common.example";
  const to = (wanted: string) => [
    { match: [{ port: 443, sniHosts: [name] }], route: [{ destination: { host: wanted, port: { number: 443 } } }] },
  ];
  const ports = [{ number: 443, name: "tls", protocol: "TLS" }];
  const servers = [{ port: ports[0], hosts: ["*"], tls: { mode: "PASSTHROUGH" } }];
  const bound = ["istio-system/way"];
  return [
    { kind: "ServiceEntry", namespace: "default", spec: { hosts: [name], ports, resolution: "NONE" } },
    { kind: "ServiceEntry", namespace: "istio-system", spec: { hosts: [fixed], ports, resolution: "DNS" } },
    {
      kind: "VirtualService",
      namespace: "default",
      created: "2025-01-01T00:00:00Z",
      spec: { hosts: [name], gateways: ["mesh"], tls: to(GATEWAY) },
    },
    {
      kind: "VirtualService",
      namespace: "istio-system",
      created: "2025-01-01T00:00:00Z",
      spec: { hosts: [name], gateways: bound, tls: to(fixed) },
    },
    {
      kind: "Gateway",
      namespace: "istio-system",
      name: "way",
      spec: { selector: { istio: "egressgateway" }, servers },
    },
  ];
});

interface Sketch {
  readonly kind: string;
  readonly namespace: string;
  readonly name?: string;
  readonly created?: string;
  readonly spec: object;
}

const GATEWAY_SERVICE = object({
  kind: "Service",
  namespace: "istio-system",
  name: "istio-egressgateway",
  spec: {
    selector: { istio: "egressgateway" },
    clusterIP: "10.96.0.9",
    ports: [
      { port: 443, name: "https" },
      { port: 80, name: "http2" },
    ],
  },
});

const GATEWAY_POD = object({
  kind: "Pod",
  namespace: "istio-system",
  name: "istio-egressgateway",
  labels: { istio: "egressgateway" },
  spec: { containers: [{ name: "istio-proxy" }] },
});

/** A client's namespace and a gateway, with resources that overlap in every way. */
export const randomObjects: fc.Arbitrary<ConfigObject[]> = fc
  .tuple(
    fc.array(serviceEntry, { minLength: 1, maxLength: 4 }),
    fc.array(virtualService, { maxLength: 4 }),
    fc.option(path, { nil: [], freq: 2 }),
    fc.option(gateway, { nil: undefined }),
    fc.option(policy, { nil: undefined, freq: 2 }),
    fc.option(sidecar, { nil: undefined, freq: 1 }),
    fc.option(networkPolicy, { nil: undefined, freq: 1 }),
  )
  .map(([entries, services, way, ...others]) => {
    const rest = others.filter((one) => one !== undefined);
    const sketches: Sketch[] = [...entries, ...services, ...way, ...rest];
    return [
      GATEWAY_SERVICE,
      GATEWAY_POD,
      ...sketches.map((sketch, index) => object({ name: `${sketch.kind.toLowerCase()}-${index}`, ...sketch })),
    ];
  });
