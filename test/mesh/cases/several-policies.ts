import { DNS_ADDRESS } from "../lab/topology.ts";
import type { MeshCase } from "../matrix/case.ts";
import { type Probe, reached, refused, tls, tunnel } from "../probe/probe.ts";
import { row } from "./usual.ts";

const GATEWAY = "gateway: {name: istio-egressgateway, selector: {istio: egressgateway}, install: none}";

const own = {
  wikipedia: reached("en", "sni-proxy"),
  wikimedia: reached("upload", "sni-proxy"),
};

function twoPolicies(): Probe[] {
  const outer = (policy: string) => `${policy}.wildegress.internal`;
  const wikipedia = tls("en.wikipedia.org");
  const wikimedia = tls("upload.wikimedia.org");
  return [
    row("its own policy's names", wikipedia, own.wikipedia),
    row("the other policy's names", wikimedia, refused("sidecar")),
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
    row("another service account of the first namespace", wikipedia, refused("gateway"), "visitor"),
  ];
}

const input = (proxy: string) => `istio: newest
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
    input: `istio: newest
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
];
