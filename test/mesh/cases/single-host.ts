import { EGRESS_GATEWAY } from "../lab/topology.ts";
import type { MeshCase } from "../matrix/case.ts";
import { http, reached, refused, tls, tunnel } from "../probe/probe.ts";
import { ELSEWHERE, FOR_RELEASE, GATEWAY, row, usualTls, WIKIPEDIA, withOtherCertificates } from "./usual.ts";

const SINGLE = [...FOR_RELEASE, ...WIKIPEDIA, ...GATEWAY, "--strategy", "single-host", "--via", "www.wikipedia.org"];
const www = reached("www", "gateway");
const usual = {
  by: "gateway",
  common: "www",
  lyingAddress: www,
  privateName: www,
  loopbackName: www,
  gatewayName: www,
  mixedName: www,
  otherAccount: www,
} as const;

const HTTP_ROWS = [
  row("HTTP", http("en.wikipedia.org"), reached("www", "gateway", 80)),
  row("HTTP, with Istio's DNS proxy", http("en.wikipedia.org"), reached("www", "gateway", 80), "captured"),
  row(
    "HTTP, allowed Host to another address",
    http("en.wikipedia.org", { address: ELSEWHERE }),
    reached("www", "gateway", 80),
  ),
  row("HTTP to the apex", http("wikipedia.org"), refused("sidecar")),
  row("HTTP to a foreign name", http("evil.example.com"), refused("sidecar")),
  row("HTTP, another namespace", http("en.wikipedia.org"), refused("sidecar"), "other"),
  row("TLS beside it", tls("en.wikipedia.org"), www),
];

const OUTER = "wikipedia.wildegress.internal";
const straight = { address: EGRESS_GATEWAY.address, port: 8443, aroundSidecar: true } as const;

export const SINGLE_HOST: readonly MeshCase[] = [
  {
    strategy: "single-host",
    title: "mTLS",
    gen: SINGLE,
    probes: [
      ...usualTls(usual),
      row("around the sidecar, with the workload's certificate", tunnel(tls("en.wikipedia.org"), OUTER), www),
      // Nobody looks at the inner SNI: it cannot choose an address.
      row("… and a foreign inner SNI", tunnel(tls("evil.example.com"), OUTER), www),
      row("… and the real name outside", tunnel(tls("en.wikipedia.org"), "en.wikipedia.org"), refused("gateway")),
      row(
        "around the sidecar, without a certificate",
        tunnel(tls("en.wikipedia.org"), OUTER, false),
        refused("gateway"),
      ),
    ],
  },
  {
    strategy: "single-host",
    title: "mTLS, --from default/sleep",
    gen: [...SINGLE, "--from", "default/sleep"],
    probes: [
      ...usualTls({ ...usual, otherAccount: refused("gateway") }),
      row(
        "around the sidecar, without a certificate",
        tunnel(tls("en.wikipedia.org"), OUTER, false),
        refused("gateway"),
      ),
      ...withOtherCertificates(OUTER),
    ],
  },
  {
    strategy: "single-host",
    title: "no mTLS",
    gen: [...SINGLE, "--no-mtls"],
    probes: [
      ...usualTls(usual),
      row("around the sidecar, straight to the gateway", tls("en.wikipedia.org", straight), www),
      row("… with a foreign SNI", tls("evil.example.com", straight), refused("gateway")),
    ],
  },
  {
    strategy: "single-host",
    title: "mTLS, 443 and 80/http",
    gen: [...SINGLE, "--port", "443", "--port", "80/http"],
    probes: HTTP_ROWS,
  },
  {
    strategy: "single-host",
    title: "no mTLS, 443 and 80/http",
    gen: [...SINGLE, "--no-mtls", "--port", "443", "--port", "80/http"],
    probes: HTTP_ROWS,
  },
];
