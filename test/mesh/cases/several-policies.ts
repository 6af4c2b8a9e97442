import { apiVersionOf, ISTIO } from "../lab/release.ts";
import { DNS_ADDRESS } from "../lab/topology.ts";
import type { MeshCase } from "../matrix/case.ts";
import { http, type Probe, reached, refused, tls, tunnel } from "../probe/probe.ts";
import { ELSEWHERE, FOR_RELEASE, GATEWAY as GATEWAY_FLAGS, row, WIKIPEDIA } from "./usual.ts";

const GATEWAY = "gateway: {name: istio-egressgateway, selector: {istio: egressgateway}, install: none}";

const own = {
  wikipedia: reached("en", "sni-proxy"),
  wikimedia: reached("upload", "sni-proxy"),
};

/** The root namespace's Sidecar speaks for every namespace that has none: what Istio does unless told otherwise. */
const ALLOW_ANY = {
  apiVersion: apiVersionOf("Sidecar"),
  kind: "Sidecar",
  metadata: { name: "allow-any", namespace: "istio-system" },
  spec: { egress: [{ hosts: ["*/*"] }], outboundTrafficPolicy: { mode: "ALLOW_ANY" } },
};

function twoPolicies(): Probe[] {
  const outer = (policy: string) => `${policy}.wildegress.internal`;
  const wikipedia = tls("en.wikipedia.org");
  const wikimedia = tls("upload.wikimedia.org");
  return [
    row("its own policy's names", wikipedia, own.wikipedia),
    row("a deep name", tls("en.m.wikipedia.org"), reached("en.m", "sni-proxy")),
    row("an allowed name in upper case", tls("en.wikipedia.org", { sni: "EN.Wikipedia.ORG" }), own.wikipedia),
    row("the apex", tls("wikipedia.org"), refused("sidecar")),
    row("a foreign name", tls("evil.example.com"), refused("sidecar")),
    row("no SNI", tls("en.wikipedia.org", { sni: "" }), refused("sidecar")),
    row("allowed SNI to another address", tls("en.wikipedia.org", { address: ELSEWHERE }), own.wikipedia),
    row("a port that is not in the policy", tls("en.wikipedia.org", { port: 8443 }), refused("sidecar")),
    row("the other policy's names", wikimedia, refused("sidecar")),
    row(
      "the other policy's SNI to an own address",
      tls("en.wikipedia.org", { sni: "upload.wikimedia.org" }),
      refused("sidecar"),
    ),
    row("the other namespace, its own names", wikimedia, own.wikimedia, "other"),
    row("the other namespace, the first's names", wikipedia, refused("sidecar"), "other"),
    row("around the sidecar, own policy", tunnel(wikipedia, outer("wikipedia")), own.wikipedia),
    row(
      "… own policy's outer SNI, the other's name inside",
      tunnel(wikimedia, outer("wikipedia")),
      refused("sni-proxy"),
    ),
    row("… the other policy's outer SNI and name", tunnel(wikimedia, outer("wikimedia")), refused("gateway")),
    row(
      "the other namespace around its sidecar, own policy",
      tunnel(wikimedia, outer("wikimedia")),
      own.wikimedia,
      "other",
    ),
    row("… the first's outer SNI and name", tunnel(wikipedia, outer("wikipedia")), refused("gateway"), "other"),
    row("around the sidecar, without a certificate", tunnel(wikipedia, outer("wikipedia"), false), refused("gateway")),
    row("another service account of the first namespace", wikipedia, refused("gateway"), "visitor"),
  ];
}

const input = (proxy: string) => `istio: ${ISTIO}
${GATEWAY}
policies:
- {name: wikipedia, domains: ["*.wikipedia.org"], namespace: default, from: [default/sleep], strategy: sni-proxy, sniProxy: ${proxy}}
- {name: wikimedia, domains: ["*.wikimedia.org"], namespace: team-b, from: [team-b], strategy: sni-proxy, sniProxy: ${proxy}}
`;

export const SEVERAL_POLICIES: readonly MeshCase[] = [
  {
    strategy: "sni-proxy",
    title: "two policies on one gateway, Envoy",
    gen: ["-f", "-"],
    input: input("envoy"),
    probes: twoPolicies(),
  },
  {
    strategy: "sni-proxy",
    title: "two policies on one gateway, nginx",
    gen: ["-f", "-", "--resolver", DNS_ADDRESS],
    input: input("nginx"),
    probes: twoPolicies(),
  },
  {
    strategy: "sni-proxy",
    title: "the same names in two namespaces, one by the gateway, one direct, with --harden-sidecar",
    gen: ["-f", "-", "--harden-sidecar"],
    input: `istio: ${ISTIO}
${GATEWAY}
policies:
- {name: guarded, domains: ["*.wikipedia.org"], namespace: default, strategy: sni-proxy, sniProxy: envoy}
- {name: free, domains: ["*.wikipedia.org"], namespace: team-b, strategy: direct}
`,
    probes: [
      row("by the gateway", tls("en.wikipedia.org"), own.wikipedia),
      row("by the gateway, with Istio's DNS proxy", tls("en.wikipedia.org"), own.wikipedia, "captured"),
      row("a foreign name", tls("evil.example.com"), refused("sidecar")),
      row("the other namespace, direct", tls("en.wikipedia.org"), reached("en", "sidecar"), "other"),
      row("the other namespace, a foreign name", tls("evil.example.com"), refused("sidecar"), "other"),
    ],
  },
  {
    strategy: "sni-proxy",
    title: "a wildcard in one namespace, a narrower one in another, on one gateway, Envoy",
    needs: ["envoy-sni-proxy"],
    gen: ["-f", "-"],
    input: `istio: ${ISTIO}
${GATEWAY}
policies:
- {name: wide, domains: ["*.wikipedia.org"], namespace: default, from: [default/sleep], strategy: sni-proxy, sniProxy: envoy}
- {name: mobile, domains: ["*.m.wikipedia.org"], namespace: team-b, from: [team-b], strategy: sni-proxy, sniProxy: envoy}
`,
    probes: [
      row("the wide policy", tls("en.wikipedia.org"), own.wikipedia),
      row(
        "the wide policy, a name that the narrow one has too",
        tls("en.m.wikipedia.org"),
        reached("en.m", "sni-proxy"),
      ),
      row("the narrow policy", tls("en.m.wikipedia.org"), reached("en.m", "sni-proxy"), "other"),
      row("the narrow policy, a name of the wide one", tls("en.wikipedia.org"), refused("sidecar"), "other"),
      row(
        "… around the sidecar",
        tunnel(tls("en.wikipedia.org"), "mobile.wildegress.internal"),
        refused("sni-proxy"),
        "other",
      ),
    ],
  },
  {
    strategy: "sni-proxy",
    title: "overlapping names in one policy, Envoy",
    needs: ["envoy-sni-proxy"],
    gen: [
      ...[...FOR_RELEASE, ...WIKIPEDIA, "--domain", "*.m.wikipedia.org", "--domain", "en.wikipedia.org"],
      ...[...GATEWAY_FLAGS, "--strategy", "sni-proxy", "--sni-proxy", "envoy"],
    ],
    probes: [
      row("a name of the wildcard alone", tls("de.wikipedia.org"), reached("de", "sni-proxy")),
      row("a name of both wildcards", tls("en.m.wikipedia.org"), reached("en.m", "sni-proxy")),
      row("the exact name", tls("en.wikipedia.org"), own.wikipedia),
      row("the exact name, with Istio's DNS proxy", tls("en.wikipedia.org"), own.wikipedia, "captured"),
      row("a foreign name", tls("evil.example.com"), refused("sidecar")),
    ],
  },
  {
    strategy: "sni-proxy",
    title: "overlapping policies in one namespace",
    refusal: "overlap",
    gen: ["-f", "-"],
    input: `istio: ${ISTIO}
${GATEWAY}
policies:
- {name: wide, domains: ["*.wikipedia.org"], namespace: default, strategy: sni-proxy, sniProxy: envoy}
- {name: mobile, domains: ["*.m.wikipedia.org"], namespace: default, from: [default/sleep], strategy: sni-proxy, sniProxy: envoy}
`,
    probes: [],
  },
  {
    strategy: "sni-proxy",
    title: "Envoy, on a mesh in ALLOW_ANY, without --harden",
    needs: ["envoy-sni-proxy"],
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...GATEWAY_FLAGS, "--strategy", "sni-proxy", "--sni-proxy", "envoy"],
    also: ALLOW_ANY,
    probes: [
      row("an allowed name", tls("en.wikipedia.org"), own.wikipedia),
      // So says the first of the README's limits.
      row("a foreign name", tls("evil.example.com"), reached("evil", "sidecar")),
      row("an allowed name inside a foreign one", tls("en.wikipedia.org.evil.example.com"), reached("evil", "sidecar")),
    ],
  },
  {
    strategy: "sni-proxy",
    title: "Envoy, on a mesh in ALLOW_ANY, --harden",
    needs: ["envoy-sni-proxy"],
    gen: [
      ...[...FOR_RELEASE, ...WIKIPEDIA, ...GATEWAY_FLAGS, "--strategy", "sni-proxy", "--sni-proxy", "envoy"],
      ...["--harden", "--from", "default/sleep"],
    ],
    also: ALLOW_ANY,
    probes: [
      row("an allowed name", tls("en.wikipedia.org"), own.wikipedia),
      row("an allowed name, with Istio's DNS proxy", tls("en.wikipedia.org"), own.wikipedia, "captured"),
      row("a foreign name", tls("evil.example.com"), refused("sidecar")),
      row("no SNI", tls("en.wikipedia.org", { sni: "" }), refused("sidecar")),
      row("a port that is not in the policy", tls("en.wikipedia.org", { port: 8443 }), refused("sidecar")),
      row("plain HTTP", http("evil.example.com"), refused("sidecar")),
      row("another service account", tls("en.wikipedia.org"), refused("gateway"), "visitor"),
      row("another namespace, which was not hardened", tls("evil.example.com"), reached("evil", "sidecar"), "other"),
    ],
  },
];
