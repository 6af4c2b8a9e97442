import { has } from "./release.ts";

/** Who is where in the test mesh. Everything lives in network namespaces of this machine, and no packet leaves them. */

/** All network namespaces begin with it: `down` ends what runs in these and in no other. Meshes with different ones run side by side. */
export const NETNS_PREFIX = process.env.WILDEGRESS_MESH_NETNS ?? "wdg-";

export interface Workload {
  /** Network namespace. */
  readonly netns: string;
  readonly address: string;
  readonly pod: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly role: "sidecar" | "router" | "waypoint";
  /** Istio's DNS proxy answers this pod. */
  readonly dnsCapture: boolean;
}

export const CONTROL_PLANE = { netns: `${NETNS_PREFIX}cp`, address: "10.45.0.1" } as const;
export const INTERNET = { netns: `${NETNS_PREFIX}inet`, address: "10.45.0.254" } as const;
export const SWITCH_NETNS = `${NETNS_PREFIX}switch`;

function client(netns: string, last: number, namespace: string, pod: string, more: Partial<Workload> = {}): Workload {
  return {
    netns: NETNS_PREFIX + netns,
    address: `10.45.0.${last}`,
    pod,
    namespace,
    serviceAccount: pod,
    labels: { app: pod },
    role: "sidecar",
    dnsCapture: false,
    ...more,
  };
}

function gateway(netns: string, last: number, name: string, label: string): Workload {
  return {
    netns: NETNS_PREFIX + netns,
    address: `10.45.0.${last}`,
    pod: name,
    namespace: "istio-system",
    serviceAccount: `${name}-service-account`,
    labels: { app: name, istio: label },
    role: "router",
    dnsCapture: false,
  };
}

export const EGRESS_GATEWAY = gateway("egress", 3, "istio-egressgateway", "egressgateway");
/** In the same namespace, for other things: nothing that is generated may touch it. */
export const OTHER_GATEWAY = gateway("other", 6, "istio-othergateway", "othergateway");

/** The waypoint that a policy's Gateway asks for: istiod deploys it, and this is the pod that would come of it. */
export const WAYPOINT: Workload = {
  netns: `${NETNS_PREFIX}way`,
  address: "10.45.0.8",
  pod: "waypoint",
  namespace: "default",
  serviceAccount: "waypoint",
  labels: {
    "gateway.networking.k8s.io/gateway-name": "waypoint",
    "gateway.networking.k8s.io/gateway-class-name": "istio-waypoint",
    "gateway.istio.io/managed": "istio.io-mesh-controller",
  },
  role: "waypoint",
  dnsCapture: false,
};

/** The workloads that make requests, by the name that the cases use. */
export const CLIENTS = {
  sleep: client("sleep", 2, "default", "sleep"),
  /** Same namespace, another service account. */
  visitor: client("visitor", 5, "default", "visitor"),
  /** As sleep, with Istio's DNS proxy. */
  captured: client("captured", 7, "default", "captured", { serviceAccount: "sleep", dnsCapture: true }),
  /** Another namespace. */
  other: client("team-b", 4, "team-b", "reader"),
} as const;
export type ClientName = keyof typeof CLIENTS;

/** Before ambient there is none: istiod would not know what to do with it. */
export const HAS_WAYPOINT = has("ambient");

export const WORKLOADS: readonly Workload[] = [
  ...Object.values(CLIENTS),
  EGRESS_GATEWAY,
  OTHER_GATEWAY,
  ...(HAS_WAYPOINT ? [WAYPOINT] : []),
];

/** What the names of the "internet" resolve to, in the order of the answer. A name that is not here does not exist. */
export const NAMES: Readonly<Record<string, readonly string[]>> = {
  "en.wikipedia.org": ["203.0.113.1"],
  "de.wikipedia.org": ["203.0.113.2"],
  "www.wikipedia.org": ["203.0.113.3"],
  "en.m.wikipedia.org": ["203.0.113.5"],
  "wikipedia.org": ["203.0.113.9"],
  // And `cold-1.wikipedia.org`, `cold-2…`: for who needs a name that is in no cache.
  "cold.wikipedia.org": ["203.0.113.1"],
  "upload.wikimedia.org": ["203.0.113.4"],
  "www.wikimedia.org": ["203.0.113.6"],
  "wikimedia.org": ["203.0.113.10"],
  "evil.example.com": ["203.0.113.66"],
  "www.example.com": ["203.0.113.67"],
  "evilwikipedia.org": ["203.0.113.66"],
  "en.wikipedia.org.evil.example.com": ["203.0.113.66"],
  "loop.wikipedia.org": ["127.0.0.1"],
  "gateway.wikipedia.org": [EGRESS_GATEWAY.address],
  "waypoint.wikipedia.org": [WAYPOINT.address],
  "rebind.wikipedia.org": ["192.168.77.1"],
  // Nobody listens on the first; a proxy that tries the next one ends at a private address.
  "two.wikipedia.org": ["203.0.113.99", "192.168.77.1"],
};

/** The servers outside, by name: each says who it is on 80, 443, 8080 and 8443, in TLS and HTTP. */
export const ORIGINS: Readonly<Record<string, string>> = {
  en: "203.0.113.1",
  de: "203.0.113.2",
  www: "203.0.113.3",
  upload: "203.0.113.4",
  "en.m": "203.0.113.5",
  "www.wikimedia": "203.0.113.6",
  wikipedia: "203.0.113.9",
  wikimedia: "203.0.113.10",
  evil: "203.0.113.66",
  example: "203.0.113.67",
  private: "192.168.77.1",
};

export const DNS_ADDRESS = "203.0.113.53";

/** Every address of the internet's namespace; 203.0.113.99 has nobody who listens. */
export const INTERNET_ADDRESSES: readonly string[] = [...Object.values(ORIGINS), DNS_ADDRESS, "203.0.113.99"];

export const CERTIFICATE_NAMES: readonly string[] = [
  "wikipedia.org",
  "*.wikipedia.org",
  "*.m.wikipedia.org",
  "wikimedia.org",
  "*.wikimedia.org",
  "evil.example.com",
  "www.example.com",
];
