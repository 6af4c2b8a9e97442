import { NEWEST_RELEASE } from "../../src/istio/release.ts";
import { makeTarget } from "../../src/istio/target.ts";
import type { MeshSettings } from "../../src/model/mesh-settings.ts";
import type { Answer } from "../../src/trace/answer.ts";
import type { Connection } from "../../src/trace/connection.ts";
import type { DecidedBy, Hop, Lost, TraceResult } from "../../src/trace/result.ts";

/** Answers as a tracer gives them, after cases of docs/proof.md, for tests of what is made of them. */

export const SETTINGS: MeshSettings = {
  target: makeTarget({
    release: NEWEST_RELEASE,
    releaseKnown: true,
    dataPlane: "sidecar",
    dnsCapture: false,
    meshDomain: "cluster.local",
  }),
  outbound: "REGISTRY_ONLY",
  rootNamespace: "istio-system",
  trustDomain: "cluster.local",
  enforcesNetworkPolicies: true,
  addresses: new Map(),
  closedWorld: false,
};

export function connection(changes: Partial<Connection> = {}): Connection {
  const host = changes.host ?? "en.wikipedia.org";
  return {
    from: { namespace: "default", name: "sleep", serviceAccount: "sleep", labels: { app: "sleep" } },
    host,
    port: 443,
    protocol: "tls",
    sni: host,
    hostHeader: "",
    path: "/",
    address: undefined,
    bypassSidecar: false,
    tunnel: undefined,
    ...changes,
  };
}

function by(kind: string, object: string, field: string, line: number): DecidedBy {
  const [namespace = "", name = ""] = object.split("/");
  return { kind, namespace, name, field, file: "egress.yaml", line, column: 5 };
}

function hop(at: Hop["at"], where: string, stage: Hop["stage"], says: string, more: Partial<Hop> = {}): Hop {
  return { at, where, stage, taken: "", says, lost: [], ...more };
}

const DNS = hop(
  "client",
  "default/sleep",
  "name-resolution",
  "en.wikipedia.org is taken to resolve to a public address",
);
const CAPTURE = hop("client", "default/sleep", "capture", "iptables hands the connection to the sidecar");

export const BLOCKED: Answer = {
  connection: connection({ host: "evil.example.com" }),
  settings: SETTINGS,
  assumptions: ["evil.example.com resolves to a public address"],
  result: {
    outcome: "blocked",
    way: "sidecar",
    endsAt: "sidecar",
    detail: "BlackHoleCluster",
    says: "nothing lists the name, and the mesh is REGISTRY_ONLY",
    assumptions: [],
    path: [
      hop("client", "default/sleep", "name-resolution", "evil.example.com is taken to resolve to a public address"),
      CAPTURE,
      hop("sidecar", "default/sleep", "listener", "the listener for port 443 takes connections to any address", {
        taken: "0.0.0.0_443",
        decidedBy: by("ServiceEntry", "default/wikipedia", "spec.ports[0].number", 17),
      }),
      hop(
        "sidecar",
        "default/sleep",
        "filter-chain",
        "no filter chain is for the SNI evil.example.com, so the connection falls through to what is for unlisted names",
        {
          taken: "BlackHoleCluster",
          lost: [
            {
              says: "*.wikipedia.org does not cover evil.example.com",
              decidedBy: by("VirtualService", "default/wikipedia", "spec.tls[0].match[0].sniHosts", 41),
            },
            {
              says: "*.wikimedia.org does not cover evil.example.com",
              decidedBy: by("VirtualService", "default/wikimedia", "spec.tls[0].match[0].sniHosts", 71),
            },
            {
              says: "*.wikidata.org does not cover evil.example.com",
              decidedBy: by("VirtualService", "default/wikidata", "spec.tls[0].match[0].sniHosts", 101),
            },
          ],
        },
      ),
      hop("sidecar", "default/sleep", "end", "unlisted names are refused: outboundTrafficPolicy is REGISTRY_ONLY", {
        taken: "BlackHoleCluster",
      }),
    ],
  },
};

const LOST: Lost = {
  says: "the wildcard's own way, which a VirtualService replaces",
  decidedBy: by("ServiceEntry", "default/wikipedia", "spec.hosts[0]", 9),
};

export const REACHED: Answer = {
  connection: connection(),
  settings: SETTINGS,
  assumptions: ["en.wikipedia.org resolves to a public address"],
  result: {
    outcome: "reached",
    way: "gateway and SNI proxy",
    endsAt: "destination",
    detail: "",
    says: "en.wikipedia.org:443 is reached",
    assumptions: [],
    destination: {
      host: "en.wikipedia.org",
      address: "",
      port: 443,
      tlsOriginated: false,
      addressChosenBy: "sni-proxy",
    },
    path: [
      DNS,
      CAPTURE,
      hop("sidecar", "default/sleep", "listener", "the listener for port 443 takes connections to any address", {
        taken: "0.0.0.0_443",
      }),
      hop("sidecar", "default/sleep", "filter-chain", "the SNI en.wikipedia.org is covered by *.wikipedia.org", {
        decidedBy: by("VirtualService", "default/wikipedia", "spec.tls[0].match[0].sniHosts[0]", 41),
        lost: [LOST],
      }),
      hop("sidecar", "default/sleep", "cluster", "to the subset wikipedia of the egress gateway", {
        taken: "outbound|443|wikipedia|istio-egressgateway.istio-system.svc.cluster.local",
        decidedBy: by("VirtualService", "default/wikipedia", "spec.tls[0].route[0].destination", 44),
      }),
      hop(
        "sidecar",
        "default/sleep",
        "tls",
        "mutual TLS of Istio around it, with the outer SNI wikipedia.wildegress.internal",
        {
          decidedBy: by("DestinationRule", "default/wikipedia", "spec.subsets[0].trafficPolicy.tls.sni", 63),
        },
      ),
      hop(
        "gateway",
        "istio-system/istio-egressgateway",
        "filter-chain",
        "the server for wikipedia.wildegress.internal ends the outer TLS",
        {
          decidedBy: by("Gateway", "istio-system/wikipedia", "spec.servers[0].hosts[0]", 84),
        },
      ),
      hop("gateway", "istio-system/istio-egressgateway", "authorization", "cluster.local/ns/default/sa/sleep may"),
      hop("gateway", "istio-system/istio-egressgateway", "route", "to the SNI proxy beside it, 127.0.0.1:24311", {
        decidedBy: by("VirtualService", "istio-system/wikipedia", "spec.tcp[0].route[0].destination", 101),
      }),
      hop("sni-proxy", "istio-system/istio-egressgateway", "filter-chain", "*.wikipedia.org is on its list", {
        decidedBy: by(
          "EnvoyFilter",
          "istio-system/wikipedia",
          "spec.configPatches[0].patch.value.filter_chains[0].filter_chain_match.server_names[0]",
          141,
        ),
      }),
      hop(
        "sni-proxy",
        "istio-system/istio-egressgateway",
        "address-check",
        "it resolves en.wikipedia.org itself and drops private addresses from the answer",
      ),
      hop("destination", "", "end", "en.wikipedia.org, port 443, at an address that the SNI proxy chose"),
    ],
  },
};

export const LYING: Answer = {
  ...REACHED,
  connection: connection({ address: "203.0.113.66" }),
  result: {
    outcome: "reached",
    way: "sidecar",
    endsAt: "destination",
    detail: "",
    says: "203.0.113.66:443 is reached",
    assumptions: [],
    destination: {
      host: "en.wikipedia.org",
      address: "203.0.113.66",
      port: 443,
      tlsOriginated: false,
      addressChosenBy: "client",
    },
    path: [DNS, CAPTURE, hop("destination", "", "end", "203.0.113.66, port 443")],
  },
};

export const DENIED: Answer = {
  ...REACHED,
  connection: connection({ from: { namespace: "default", name: "visitor", serviceAccount: "visitor", labels: {} } }),
  result: {
    ...BLOCKED.result,
    endsAt: "gateway",
    way: "gateway",
    detail: "rbac_access_denied",
    says: "cluster.local/ns/default/sa/visitor is not among the callers",
    path: [
      ...REACHED.result.path.slice(0, 7),
      hop(
        "gateway",
        "istio-system/istio-egressgateway",
        "authorization",
        "no rule lets cluster.local/ns/default/sa/visitor in",
        {
          decidedBy: by(
            "AuthorizationPolicy",
            "istio-system/callers-of-wikipedia",
            "spec.rules[0].from[0].source.principals",
            160,
          ),
          lost: [{ says: "the rule is for cluster.local/ns/default/sa/sleep" }],
        },
      ),
    ],
  },
};

export const UNKNOWN: Answer = {
  ...REACHED,
  result: {
    ...BLOCKED.result,
    outcome: "unknown",
    endsAt: "sidecar",
    detail: "",
    says: 'EnvoyFilter "default/tweak" patches this listener <in a way> & "not" modelled',
    path: [
      DNS,
      CAPTURE,
      hop("sidecar", "default/sleep", "listener", 'EnvoyFilter "default/tweak" patches <this> & listener', {
        decidedBy: by("EnvoyFilter", "default/tweak", "spec.configPatches[0]", 9),
      }),
    ],
  },
};

export const ANSWERS: readonly (readonly [string, Answer])[] = [
  ["blocked", BLOCKED],
  ["reached", REACHED],
  ["lying", LYING],
  ["denied", DENIED],
  ["unknown", UNKNOWN],
];

export function answerOf(result: TraceResult): Answer {
  return { ...REACHED, result };
}
