import { DNS_ADDRESS, EGRESS_GATEWAY } from "../lab/topology.ts";
import type { MeshCase } from "../matrix/case.ts";
import { reached, refused, tls, tunnel } from "../probe/probe.ts";
import { FOR_RELEASE, GATEWAY, row, usualTls, WIKIPEDIA, wildcardAndApex, withOtherCertificates } from "./usual.ts";

export const NGINX = [
  ...[...GATEWAY, "--strategy", "sni-proxy", "--sni-proxy", "nginx"],
  ...["--gateway-install", "none", "--resolver", DNS_ADDRESS],
];
const en = reached("en", "sni-proxy");
const byProxy = refused("sni-proxy");

const usual = {
  by: "sni-proxy",
  lyingAddress: en,
  // nginx cannot judge an address; the NetworkPolicy of --harden does, which nobody enforces here.
  privateName: reached("private", "sni-proxy"),
  loopbackName: byProxy,
  gatewayName: byProxy,
  mixedName: reached("private", "sni-proxy"),
  otherAccount: en,
} as const;

const OUTER = "wikipedia.wildegress.internal";
const straight = { address: EGRESS_GATEWAY.address, port: 8443, aroundSidecar: true } as const;

export const SNI_PROXY_NGINX: readonly MeshCase[] = [
  {
    strategy: "sni-proxy",
    title: "nginx, mTLS",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...NGINX],
    probes: [
      ...usualTls(usual),
      row("around the sidecar, with the workload's certificate", tunnel(tls("en.wikipedia.org"), OUTER), en),
      row("… and a foreign inner SNI", tunnel(tls("evil.example.com"), OUTER), byProxy),
      row("… and no inner SNI", tunnel(tls("en.wikipedia.org", { sni: "" }), OUTER), byProxy),
      row("… and the real name outside", tunnel(tls("en.wikipedia.org"), "en.wikipedia.org"), refused("gateway")),
      row(
        "around the sidecar, without a certificate",
        tunnel(tls("en.wikipedia.org"), OUTER, false),
        refused("gateway"),
      ),
    ],
  },
  {
    strategy: "sni-proxy",
    title: "nginx, mTLS, --from default/sleep",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...NGINX, "--from", "default/sleep"],
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
    title: "nginx, no mTLS",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...NGINX, "--no-mtls"],
    probes: [
      ...usualTls(usual),
      row("around the sidecar, straight to the gateway", tls("en.wikipedia.org", straight), en),
      row("… with a foreign SNI", tls("evil.example.com", straight), refused("gateway")),
    ],
  },
  {
    strategy: "sni-proxy",
    title: "nginx, mTLS, 443 and 8443/tls, --from default/sleep",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...NGINX, "--port", "443", "--port", "8443/tls", "--from", "default/sleep"],
    probes: [
      row("TLS on 443", tls("en.wikipedia.org"), en),
      row("TLS on 8443", tls("en.wikipedia.org", { port: 8443 }), reached("en", "sni-proxy", 8443)),
      row("a foreign name on 8443", tls("evil.example.com", { port: 8443 }), refused("sidecar")),
      row("another service account", tls("en.wikipedia.org"), refused("gateway"), "visitor"),
      row("another service account on 8443", tls("en.wikipedia.org", { port: 8443 }), refused("gateway"), "visitor"),
    ],
  },
  {
    strategy: "sni-proxy",
    title: "nginx, no mTLS, in the words of the Gateway API",
    needs: ["gateway-api"],
    gen: [...FOR_RELEASE, ...WIKIPEDIA, ...NGINX, "--no-mtls", "--api", "gateway-api"],
    probes: usualTls(usual),
  },
  {
    strategy: "sni-proxy",
    title: "nginx, mTLS, wildcard and apex",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, "--domain", "wikipedia.org", ...NGINX],
    probes: wildcardAndApex("sni-proxy"),
  },
];
