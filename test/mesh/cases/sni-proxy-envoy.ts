import type { Capability } from "../../../src/istio/capability.ts";
import { has } from "../lab/release.ts";
import type { MeshCase } from "../matrix/case.ts";
import { http, reached, refused, tls, tunnel } from "../probe/probe.ts";
import {
  ELSEWHERE,
  FOR_RELEASE,
  GATEWAY,
  row,
  usualTls,
  WIKIPEDIA,
  wildcardAndApex,
  withOtherCertificates,
} from "./usual.ts";

const ENVOY = [...GATEWAY, "--strategy", "sni-proxy", "--sni-proxy", "envoy"];
const en = reached("en", "sni-proxy");
const byProxy = refused("sni-proxy");

/** Up to which release nothing judges an address, or only the one that Envoy is about to dial: when that is dead it tries the next. */
const ifJudged = (capability: Capability, port?: number) =>
  has(capability) ? byProxy : reached("private", "sni-proxy", port);

const usual = {
  by: "sni-proxy",
  lyingAddress: en,
  privateName: ifJudged("envoy-private-answer-refusal"),
  loopbackName: byProxy,
  gatewayName: byProxy,
  mixedName: ifJudged("envoy-resolved-address-filter"),
  otherAccount: en,
} as const;

const OUTER = "wikipedia.wildegress.internal";

/** A mesh that throws private answers away, asked as one that cannot. */
const ASKED_AS_OLDER: readonly MeshCase[] = has("envoy-resolved-address-filter")
  ? [
      {
        strategy: "sni-proxy",
        needs: ["envoy-sni-proxy"],
        title: "Envoy, mTLS, as for Istio 1.30",
        gen: ["--istio", "1.30", "--namespace", "default", ...WIKIPEDIA, ...ENVOY],
        probes: usualTls({ ...usual, mixedName: reached("private", "sni-proxy") }),
      },
    ]
  : [];

export const SNI_PROXY_ENVOY: readonly MeshCase[] = [
  {
    strategy: "sni-proxy",
    needs: ["envoy-sni-proxy"],
    title: "Envoy, mTLS",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...ENVOY],
    probes: [
      ...usualTls(usual),
      row("around the sidecar, with the workload's certificate", tunnel(tls("en.wikipedia.org"), OUTER), en),
      row("… and a foreign inner SNI", tunnel(tls("evil.example.com"), OUTER), byProxy),
      row("… and no inner SNI", tunnel(tls("en.wikipedia.org", { sni: "" }), OUTER), byProxy),
      row("… and the real name outside", tunnel(tls("en.wikipedia.org"), "en.wikipedia.org"), refused("gateway")),
      row("… and no outer SNI", tunnel(tls("en.wikipedia.org"), ""), refused("gateway")),
      row(
        "around the sidecar, without a certificate",
        tunnel(tls("en.wikipedia.org"), OUTER, false),
        refused("gateway"),
      ),
    ],
  },
  {
    strategy: "sni-proxy",
    needs: ["envoy-sni-proxy"],
    title: "Envoy, mTLS, --from default/sleep",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...ENVOY, "--from", "default/sleep"],
    probes: [
      ...usualTls({ ...usual, otherAccount: refused("gateway") }),
      row("around the sidecar, with the workload's certificate", tunnel(tls("en.wikipedia.org"), OUTER), en),
      ...withOtherCertificates(OUTER),
      row(
        "around the sidecar, without a certificate",
        tunnel(tls("en.wikipedia.org"), OUTER, false),
        refused("gateway"),
      ),
    ],
  },
  {
    strategy: "sni-proxy",
    needs: ["envoy-sni-proxy"],
    title: "Envoy, no mTLS",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...ENVOY, "--no-mtls"],
    probes: usualTls(usual),
  },
  ...ASKED_AS_OLDER,
  {
    strategy: "sni-proxy",
    needs: ["envoy-sni-proxy"],
    title: "Envoy, mTLS, a private range allowed",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...ENVOY, "--allow-private", "192.168.77.0/24"],
    probes: [
      row("an allowed name", tls("en.wikipedia.org"), en),
      row("a name in the allowed range", tls("rebind.wikipedia.org"), reached("private", "sni-proxy")),
      row("a name in another private range", tls("gateway.wikipedia.org", { address: ELSEWHERE }), byProxy),
    ],
  },
  {
    strategy: "sni-proxy",
    needs: ["envoy-sni-proxy"],
    title: "Envoy, mTLS, 443, 8443/tls and 80/http",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...ENVOY, "--port", "443", "--port", "8443/tls", "--port", "80/http"],
    probes: [
      row("TLS on 443", tls("en.wikipedia.org"), en),
      row("TLS on 8443", tls("en.wikipedia.org", { port: 8443 }), reached("en", "sni-proxy", 8443)),
      row("a foreign name on 8443", tls("evil.example.com", { port: 8443 }), refused("sidecar")),
      row("HTTP", http("en.wikipedia.org"), reached("en", "sni-proxy", 80)),
      row("HTTP, another name", http("de.wikipedia.org"), reached("de", "sni-proxy", 80)),
      row("HTTP, with Istio's DNS proxy", http("en.wikipedia.org"), reached("en", "sni-proxy", 80), "captured"),
      row("HTTP to the apex", http("wikipedia.org"), refused("sidecar")),
      row("HTTP to a foreign name", http("evil.example.com"), refused("sidecar")),
      row(
        "HTTP, allowed Host to another address",
        http("en.wikipedia.org", { address: ELSEWHERE }),
        reached("en", "sni-proxy", 80),
      ),
      row(
        "HTTP, Host with another port",
        http("en.wikipedia.org", { hostHeader: "en.wikipedia.org:8443" }),
        has("sidecar-ignores-host-port") ? reached("en", "sni-proxy", 80) : refused("sidecar"),
      ),
      row(
        "HTTP to a name that resolves to a private address",
        http("rebind.wikipedia.org"),
        ifJudged("envoy-http-private-answer-refusal", 80),
      ),
      row(
        "HTTP, a name with a dead public and a private address",
        http("two.wikipedia.org"),
        ifJudged("envoy-resolved-address-filter", 80),
      ),
      row("HTTP, another namespace", http("en.wikipedia.org"), refused("sidecar"), "other"),
    ],
  },
  {
    strategy: "sni-proxy",
    needs: ["envoy-sni-proxy"],
    title: "Envoy, mTLS, wildcard and apex",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, "--domain", "wikipedia.org", ...ENVOY],
    probes: wildcardAndApex("sni-proxy"),
  },
];
