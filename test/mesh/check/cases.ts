import type { Capability } from "../../../src/istio/capability.ts";
import type { ClientName } from "../lab/topology.ts";
import { type Call, http, type Outcome, reached, refused, tls } from "../probe/probe.ts";

/** What a client does, and what becomes of it with the wrong manifests of a rule and with the right ones. */
export interface CheckProbe {
  readonly call: Call;
  readonly who?: ClientName;
  /** Several where the age of objects that are made together decides. */
  readonly bad: Outcome | readonly Outcome[];
  readonly ok: Outcome;
}

/** A rule's fixtures on a mesh. */
export interface CheckCase {
  readonly rule: string;
  /** Without it there is nothing to do harm to. */
  readonly needs?: readonly Capability[];
  /** Manifests that both need on a mesh, and that the fixtures leave out. */
  readonly more?: string;
  /** The oldest holds, and Kubernetes tells ages in whole seconds: applied in the order of the file, with more than one between. */
  readonly inTurn?: true;
  /** Of the fixtures, what is not applied: `kind namespace`. */
  readonly without?: (kind: string, namespace: string) => boolean;
  readonly probes?: readonly CheckProbe[];
  /** Envoy refuses a configuration (NACK) with the wrong ones, and none with the right ones. */
  readonly nack?: true;
  /** A listener that a proxy has with the wrong ones, and not with the right ones: by the text of its configuration. */
  readonly listener?: { readonly at: "sleep" | "other-gateway"; readonly text: RegExp };
}

const en = (bad: Outcome | readonly Outcome[], ok: Outcome, who?: ClientName): CheckProbe => ({
  call: tls("en.wikipedia.org"),
  bad,
  ok,
  ...(who === undefined ? {} : { who }),
});
const upload = (bad: Outcome | readonly Outcome[], ok: Outcome): CheckProbe => ({
  call: tls("upload.wikimedia.org"),
  bad,
  ok,
});

/** The clients' side of a way through the gateway. */
function clients(host: string, namespace = "default", name = "clients"): string {
  return `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  hosts: ["${host}"]
  exportTo: ["."]
  ports: [{ number: 443, name: tls, protocol: TLS }]
  resolution: NONE
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  hosts: ["${host}"]
  exportTo: ["."]
  gateways: [mesh]
  tls:
  - match: [{ port: 443, sniHosts: ["${host}"] }]
    route: [{ destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 443 } } }]
`;
}

const WIKIPEDIA = clients("*.wikipedia.org");
const BY_WWW = reached("www", "gateway");

/** For each conflict rule that a mesh of the newest release can show: the harm, and that the right form works. */
export const CHECK_CASES: readonly CheckCase[] = [
  { rule: "gateway-server-skipped", probes: [upload(refused("gateway"), reached("upload", "gateway"))] },
  { rule: "passthrough-name-twice", probes: [upload(refused("gateway"), reached("upload", "gateway"))] },
  { rule: "listener-refused", nack: true, probes: [] },
  {
    rule: "chain-dropped",
    probes: [
      {
        call: tls("en.wikipedia.org", { port: 8443 }),
        bad: reached("de", "sidecar", 8443),
        ok: reached("en", "sidecar", 8443),
      },
    ],
  },
  { rule: "service-captured", probes: [en(BY_WWW, reached("en", "sidecar"))] },
  {
    rule: "wider-than-gateway",
    more: clients("*.wikimedia.org"),
    probes: [
      {
        call: tls("upload.wikimedia.org"),
        bad: BY_WWW,
        ok: refused("gateway"),
      },
    ],
  },
  {
    rule: "host-not-in-gateway",
    more: clients("wikipedia.org"),
    probes: [{ call: tls("wikipedia.org"), bad: refused("gateway"), ok: reached("wikipedia", "gateway") }],
  },
  { rule: "rule-for-other-gateway", probes: [en(reached("en", "sidecar"), BY_WWW)] },
  {
    rule: "gateway-not-found",
    more: clients("*.wikipedia.org", "team-b"),
    probes: [en(refused("gateway"), BY_WWW, "other")],
  },
  { rule: "subset-not-found", probes: [en(refused("sidecar"), reached("en", "sni-proxy"))] },
  { rule: "port-not-found", more: WIKIPEDIA, probes: [en(refused("gateway"), BY_WWW)] },
  { rule: "destination-not-found", probes: [en(refused("sidecar"), reached("en", "sidecar"))] },
  { rule: "destination-hidden", probes: [en(refused("gateway"), BY_WWW)] },
  { rule: "hidden-from-gateway", probes: [en(refused("gateway"), BY_WWW)] },
  { rule: "hidden-by-sidecar", probes: [en(refused("sidecar"), reached("en", "sidecar"))] },
  { rule: "gateway-selects-everything", listener: { at: "other-gateway", text: /\*\.wikipedia\.org/ } },
  {
    rule: "gateway-selects-nothing",
    more: WIKIPEDIA,
    // The mesh has the gateway's Service already.
    without: (kind) => kind === "Service",
    probes: [en(refused("gateway"), BY_WWW)],
  },
  { rule: "none-behind-gateway", probes: [en(refused("gateway"), BY_WWW)] },
  { rule: "dynamic-dns-behind-gateway", needs: ["dynamic-dns-sidecar"], probes: [en(refused("gateway"), BY_WWW)] },
  {
    rule: "dynamic-dns-tls-route",
    needs: ["dynamic-dns-sidecar"],
    probes: [en(refused("sidecar"), reached("en", "sidecar"))],
  },
  { rule: "wrong-route-kind", probes: [en(refused("gateway"), reached("en", "sni-proxy"))] },
  { rule: "outer-sni-unmatched", probes: [en(refused("gateway"), reached("en", "sni-proxy"))] },
  {
    rule: "second-tcp-rule",
    probes: [en(refused("sni-proxy"), reached("en", "sni-proxy"))],
  },
  {
    rule: "dns-capture-common-host",
    // What the mesh is installed with is not applied to it.
    without: (kind) => kind === "IstioOperator",
    probes: [en(refused("sidecar"), BY_WWW, "captured")],
  },
  { rule: "port-collision", nack: true },
  {
    rule: "virtual-services-for-one-host",
    needs: ["most-specific-virtual-service"],
    probes: [{ call: http("en.wikipedia.org"), bad: reached("en", "sidecar", 80), ok: reached("de", "sidecar", 80) }],
  },
  {
    rule: "host-declared-twice",
    inTurn: true,
    probes: [{ call: http("www.wikipedia.org"), bad: refused("sidecar"), ok: reached("www", "sidecar", 80) }],
  },
  {
    rule: "exported-beside-narrower",
    // The day the other namespace's own is deleted.
    without: (_kind, namespace) => namespace === "default",
    probes: [en(reached("en", "sidecar"), refused("sidecar"))],
  },
  { rule: "dns-cache-settings-differ", nack: true },
  // Of the two ways that are written, the sidecar has the second.
  { rule: "envoy-choice-twice", listener: { at: "sleep", text: /PassthroughCluster/ } },
  { rule: "loopback-service-exported", listener: { at: "sleep", text: /^listener .*_20443$/m } },
];

/** Rules of the layer that no mesh of the newest release shows, and why. */
export const NOT_ON_A_MESH: Readonly<Record<string, string>> = {
  "object-twice": "a cluster has each object once",
  "port-not-in-gateway": "a rule that is never reached changes nothing",
  "field-dropped-by-istiod": "needs an istiod that does not know the field",
};
