import type { Capability } from "../../src/istio/capability.ts";
import type { Manifest, Mutation } from "./matrix/run-case.ts";

/** A generator broken on purpose: what it would print, and where the matrix must show it. */
export interface Broken {
  readonly what: string;
  /** The case, as `strategy: title`. */
  readonly on: string;
  readonly mutate: Mutation;
  /** What the mutation breaks: a release without it has nothing to break. */
  readonly needs?: readonly Capability[];
  /** The row that turns red (`client: what`), or words of the refusal or problem. */
  readonly shows: string;
}

const CLIENT_NAMESPACE = "default";

/** Edits the JSON text of the manifests that `which` picks; at least one must change, else the mutation is a lie. */
export function edit(which: (manifest: Manifest) => boolean, change: (spec: string) => string): Mutation {
  return (manifests) => {
    const edited = manifests.map((one) => (which(one) ? (JSON.parse(change(JSON.stringify(one))) as Manifest) : one));
    if (JSON.stringify(edited) === JSON.stringify(manifests)) throw new Error("the mutation changes nothing");
    return edited;
  };
}

function without(which: (manifest: Manifest) => boolean): Mutation {
  return (manifests) => {
    const left = manifests.filter((one) => !which(one));
    if (left.length === manifests.length) throw new Error("the mutation takes nothing away");
    return left;
  };
}

export function kind(name: string, namespace?: string) {
  return (one: Manifest) => one.kind === name && (namespace === undefined || one.metadata.namespace === namespace);
}

export const BROKEN: readonly Broken[] = [
  {
    what: "the client side is exported to every namespace",
    on: "direct: TLS",
    mutate: edit(
      (one) => one.metadata.namespace === CLIENT_NAMESPACE,
      (text) => text.replace('"exportTo":["."]', '"exportTo":["*"]'),
    ),
    shows: "other: another namespace",
  },
  {
    what: "exportTo is left out",
    on: "dynamic-dns: TLS",
    mutate: edit(
      (one) => one.metadata.namespace === CLIENT_NAMESPACE,
      (text) => text.replace('"exportTo":["."],', ""),
    ),
    shows: "other: another namespace",
  },
  {
    what: "tls in place of tcp on the gateway's side of mTLS",
    on: "sni-proxy: Envoy, mTLS",
    mutate: edit(kind("VirtualService", "istio-system"), (text) =>
      text.replace(
        '"tcp":[{"match":[{"port":443}]',
        '"tls":[{"match":[{"port":443,"sniHosts":["wikipedia.wildegress.internal"]}]',
      ),
    ),
    shows: "sleep: an allowed name",
  },
  {
    what: "the outer SNI is forgotten",
    on: "sni-proxy: Envoy, mTLS",
    mutate: edit(kind("DestinationRule", CLIENT_NAMESPACE), (text) =>
      text.replace(',"sni":"wikipedia.wildegress.internal"', ""),
    ),
    shows: "sleep: an allowed name",
  },
  {
    what: "nginx dials whatever the SNI says",
    on: "sni-proxy: nginx, mTLS",
    mutate: edit(kind("ConfigMap"), (text) =>
      text.replace("proxy_pass $dial_wikipedia", "proxy_pass $ssl_preread_server_name:443"),
    ),
    shows: "sleep: … and a foreign inner SNI",
  },
  {
    what: "no AuthorizationPolicy",
    on: "sni-proxy: Envoy, mTLS, --from default/sleep",
    mutate: without(kind("AuthorizationPolicy")),
    shows: "visitor: another service account",
  },
  {
    what: "Envoy's SNI proxy takes any name",
    on: "sni-proxy: Envoy, mTLS",
    mutate: edit(kind("EnvoyFilter"), (text) =>
      text.replace('"filter_chain_match":{"server_names":["*.wikipedia.org"]},', ""),
    ),
    shows: "sleep: … and a foreign inner SNI",
  },
  {
    what: "private answers are not thrown away",
    on: "sni-proxy: Envoy, mTLS",
    needs: ["envoy-resolved-address-filter"],
    mutate: edit(kind("EnvoyFilter"), (text) =>
      // Under the same name Envoy would refuse the other settings of the cache.
      text
        .replaceAll(/,"resolved_address_filter":\{"ranges":\[.*?\]\}/g, "")
        .replaceAll(/wildegress-wikipedia-\w+/g, "wildegress-broken"),
    ),
    shows: "sleep: a name with a dead public and a private address",
  },
  {
    what: "the EnvoyFilter goes to every gateway",
    on: "sni-proxy: Envoy, mTLS",
    mutate: edit(kind("EnvoyFilter"), (text) =>
      text.replace('"workloadSelector":{"labels":{"istio":"egressgateway"}},', ""),
    ),
    shows: "istio-othergateway got listener part wildegress-wikipedia",
  },
  {
    what: "resolution NONE where the sidecar should resolve",
    on: "dynamic-dns: TLS",
    mutate: edit(kind("ServiceEntry"), (text) => text.replace('"DYNAMIC_DNS"', '"NONE"')),
    shows: "sleep: allowed SNI to another address",
  },
  {
    what: "the client side has no route to the gateway",
    on: "single-host: mTLS",
    mutate: without(kind("VirtualService", CLIENT_NAMESPACE)),
    shows: "sleep: an allowed name",
  },
  {
    what: "the client side has a ServiceEntry of the common host",
    on: "single-host: mTLS",
    mutate: edit(kind("ServiceEntry", CLIENT_NAMESPACE), (text) =>
      text.replace('"hosts":["*.wikipedia.org"]', '"hosts":["www.wikipedia.org"]').replace('"NONE"', '"DNS"'),
    ),
    shows: "captured: an allowed name, with Istio's DNS proxy",
  },
  {
    what: "the SNI proxy dials another port",
    on: "sni-proxy: Envoy, mTLS",
    mutate: edit(kind("EnvoyFilter"), (text) => text.replace('"port_value":443', '"port_value":8443')),
    shows: "sleep: an allowed name",
  },
  {
    what: "the gateway takes plain TLS where it should ask for a certificate",
    on: "single-host: mTLS",
    mutate: edit(kind("Gateway", "istio-system"), (text) => text.replace('"ISTIO_MUTUAL"', '"PASSTHROUGH"')),
    shows: "sleep: an allowed name",
  },
  {
    what: "two policies share one outer SNI's callers",
    on: "sni-proxy: two policies on one gateway, Envoy",
    mutate: edit(kind("AuthorizationPolicy"), (text) => text.replaceAll(/,"when":\[\{.*?\}\]/g, "")),
    shows: "sleep: … the other policy's outer SNI and name",
  },
  {
    what: "a range that Envoy does not take",
    on: "sni-proxy: Envoy, mTLS",
    mutate: edit(kind("EnvoyFilter"), (text) => text.replace('"address_prefix":"10.0.0.0"', '"address_prefix":"ten"')),
    shows: "ACK ERROR",
  },
  {
    what: "the waypoint lets any SNI pass",
    on: "waypoint: TLS",
    mutate: edit(kind("AuthorizationPolicy"), (text) => text.replaceAll(/,"when":\[\{.*?\}\]/g, "")),
    shows: "sleep: a foreign name, at the wildcard's address",
  },
  {
    what: "the waypoint does not ask who calls",
    on: "waypoint: TLS, --from default/sleep",
    mutate: edit(kind("AuthorizationPolicy"), (text) => text.replaceAll("cluster.local/ns/default/sa/sleep", "*")),
    shows: "visitor: another service account",
  },
  {
    what: "the AuthorizationPolicy forgets the HTTP port",
    on: "waypoint: 443 and 80/http, --from default/sleep",
    mutate: edit(kind("AuthorizationPolicy"), (text) => text.replace('"ports":["80"]', '"ports":["81"]')),
    shows: "sleep: HTTP",
  },
  {
    what: "--harden writes no Sidecar",
    on: "sni-proxy: Envoy, on a mesh in ALLOW_ANY, --harden",
    mutate: without((one) => one.kind === "Sidecar" && one.metadata.name !== "allow-any"),
    shows: "sleep: a foreign name",
  },
];
