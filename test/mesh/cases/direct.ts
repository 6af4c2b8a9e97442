import { ISTIO } from "../lab/release.ts";
import type { MeshCase } from "../matrix/case.ts";
import { http, reached, refused, tls } from "../probe/probe.ts";
import { ELSEWHERE, FOR_RELEASE, row, usualTls, WIKIPEDIA } from "./usual.ts";

const evil = reached("evil", "sidecar");

export const DIRECT: readonly MeshCase[] = [
  {
    strategy: "direct",
    title: "TLS",
    gen: [...FOR_RELEASE, ...WIKIPEDIA, "--strategy", "direct"],
    probes: [
      ...usualTls({
        by: "sidecar",
        // The sidecar looks at the name and leaves the address to the client: so says the warning of `gen`.
        lyingAddress: evil,
        privateName: reached("private", "sidecar"),
        loopbackName: evil,
        gatewayName: evil,
        mixedName: refused("sidecar"),
        otherAccount: reached("en", "sidecar"),
      }),
      row("around the sidecar", tls("evil.example.com", { aroundSidecar: true }), reached("evil", "nobody")),
    ],
  },
  {
    strategy: "direct",
    title: "wildcard and apex; TLS on 443 and 8443, HTTP on 80",
    gen: [
      ...[...FOR_RELEASE, ...WIKIPEDIA, "--domain", "wikipedia.org", "--strategy", "direct"],
      ...["--port", "443", "--port", "8443/tls", "--port", "80/http"],
    ],
    probes: [
      row("TLS on 443", tls("en.wikipedia.org"), reached("en", "sidecar")),
      row("the apex", tls("wikipedia.org"), reached("wikipedia", "sidecar")),
      row(
        "the apex's SNI to another address",
        tls("wikipedia.org", { address: ELSEWHERE }),
        reached("wikipedia", "sidecar"),
      ),
      row("TLS on 8443", tls("en.wikipedia.org", { port: 8443 }), reached("en", "sidecar", 8443)),
      row("a foreign name on 8443", tls("evil.example.com", { port: 8443 }), refused("sidecar")),
      row("HTTP", http("en.wikipedia.org"), reached("en", "sidecar", 80)),
      row("HTTP to the apex", http("wikipedia.org"), reached("wikipedia", "sidecar", 80)),
      row("HTTP to a foreign name", http("evil.example.com"), refused("sidecar")),
      row(
        "HTTP, allowed Host to another address",
        http("en.wikipedia.org", { address: ELSEWHERE }),
        reached("evil", "sidecar", 80),
      ),
      row(
        "HTTP, foreign Host to an allowed address",
        http("en.wikipedia.org", { hostHeader: "evil.example.com" }),
        refused("sidecar"),
      ),
      row("HTTP, with Istio's DNS proxy", http("en.wikipedia.org"), reached("en", "sidecar", 80), "captured"),
      row("another namespace", http("en.wikipedia.org"), refused("sidecar"), "other"),
    ],
  },
  {
    strategy: "direct",
    title: "a policy for each of two namespaces",
    gen: ["--istio", ISTIO, "-f", "-"],
    input: `policies:
- {name: wikipedia, domains: ["*.wikipedia.org"], namespace: default, strategy: direct}
- {name: wikimedia, domains: ["*.wikimedia.org"], namespace: team-b, strategy: direct}
`,
    probes: [
      row("the first namespace's names", tls("en.wikipedia.org"), reached("en", "sidecar")),
      row("the second's, from the first", tls("upload.wikimedia.org"), refused("sidecar")),
      row("the second namespace's names", tls("upload.wikimedia.org"), reached("upload", "sidecar"), "other"),
      row("the first's, from the second", tls("en.wikipedia.org"), refused("sidecar"), "other"),
    ],
  },
];
