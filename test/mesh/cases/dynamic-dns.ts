import type { MeshCase } from "../matrix/case.ts";
import { http, reached, refused, tls } from "../probe/probe.ts";
import { ELSEWHERE, FOR_RELEASE, row, usualTls, WIKIPEDIA, wildcardAndApex } from "./usual.ts";

const DYNAMIC = [...FOR_RELEASE, ...WIKIPEDIA, "--strategy", "dynamic-dns"];

export const DYNAMIC_DNS: readonly MeshCase[] = [
  {
    strategy: "dynamic-dns",
    needs: ["dynamic-dns-sidecar"],
    title: "TLS",
    gen: DYNAMIC,
    probes: [
      ...usualTls({
        by: "sidecar",
        lyingAddress: reached("en", "sidecar"),
        // The sidecar takes whatever DNS says: so says the note of `gen`.
        privateName: reached("private", "sidecar"),
        loopbackName: refused("sidecar"),
        gatewayName: refused("sidecar"),
        mixedName: reached("private", "sidecar"),
        otherAccount: reached("en", "sidecar"),
      }),
      row("around the sidecar", tls("evil.example.com", { aroundSidecar: true }), reached("evil", "nobody")),
    ],
  },
  {
    strategy: "dynamic-dns",
    needs: ["dynamic-dns-sidecar"],
    title: "443 and 80/http",
    gen: [...DYNAMIC, "--port", "443", "--port", "80/http"],
    probes: [
      row("TLS", tls("en.wikipedia.org"), reached("en", "sidecar")),
      row("HTTP", http("en.wikipedia.org"), reached("en", "sidecar", 80)),
      row("HTTP, with Istio's DNS proxy", http("en.wikipedia.org"), reached("en", "sidecar", 80), "captured"),
      row(
        "HTTP, allowed Host to another address",
        http("en.wikipedia.org", { address: ELSEWHERE }),
        reached("en", "sidecar", 80),
      ),
      // Envoy dials the port in the Host: so says the warning of `gen`.
      row(
        "HTTP, Host with another port",
        http("en.wikipedia.org", { hostHeader: "en.wikipedia.org:8080" }),
        reached("en", "sidecar", 8080),
      ),
      row("HTTP to the apex", http("wikipedia.org"), refused("sidecar")),
      row("HTTP to a foreign name", http("evil.example.com"), refused("sidecar")),
      row("HTTP, another namespace", http("en.wikipedia.org"), refused("sidecar"), "other"),
    ],
  },
  {
    strategy: "dynamic-dns",
    needs: ["dynamic-dns-sidecar"],
    title: "80/http that leaves as TLS",
    gen: [...DYNAMIC, "--port", "80/http", "--tls-origination"],
    probes: [
      row("HTTP, to TLS on 443", http("en.wikipedia.org"), reached("en", "sidecar", 443)),
      row("HTTP, another name", http("de.wikipedia.org"), reached("de", "sidecar", 443)),
      row("HTTP to a foreign name", http("evil.example.com"), refused("sidecar")),
      row("TLS beside it", tls("en.wikipedia.org"), refused("sidecar")),
    ],
  },
  {
    strategy: "dynamic-dns",
    needs: ["dynamic-dns-sidecar"],
    title: "TLS, wildcard and apex",
    gen: [...DYNAMIC, "--domain", "wikipedia.org"],
    probes: wildcardAndApex("sidecar"),
  },
];
