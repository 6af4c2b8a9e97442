import type { SniProxyOptions, SniProxyServer } from "../../../src/nginx/sni-proxy-options.ts";

export function server(name: string, port: number, upstreamPort: number, domains: readonly string[]): SniProxyServer {
  return { name, listen: { address: "127.0.0.1", port }, domains, upstreamPort };
}

export const WIKIPEDIA = server("wikipedia", 18443, 443, ["*.wikipedia.org"]);

/** One conf each in golden/, and each must please `nginx -t`. The resolvers are addresses: a name would have to resolve here. */
export const EXAMPLES: Readonly<Record<string, SniProxyOptions>> = {
  "one-wildcard": { servers: [WIKIPEDIA], resolver: { addresses: ["10.96.0.10"], ipFamily: "ipv4" } },
  "two-policies": {
    servers: [
      server("wikipedia", 18443, 443, ["*.wikipedia.org", "wikipedia.org", "*.m.wikipedia.org"]),
      server("wikipedia-8443", 18444, 8443, ["*.wikipedia.org", "wikipedia.org"]),
      server("3-shops", 18445, 443, ["www.example.com", "*.xn--bcher-kva.example", "*.internal"]),
    ],
    resolver: { addresses: ["10.96.0.10", "[fd00::a]:5353"], validSeconds: 30, ipFamily: "both" },
    accessLog: "json",
  },
  "two-addresses": {
    servers: [
      { ...WIKIPEDIA, name: "four", listen: { address: "127.0.0.1", port: 18443 } },
      { ...WIKIPEDIA, name: "six", listen: { address: "[::1]", port: 18443 } },
    ],
    resolver: { addresses: ["127.0.0.53"], ipFamily: "both" },
    accessLog: "off",
  },
  tuned: {
    servers: [WIKIPEDIA],
    resolver: { addresses: ["127.0.0.53:5353"], validSeconds: 90, ipFamily: "ipv4" },
    timeouts: { prereadSeconds: 0.25, resolverSeconds: 2, connectSeconds: 3, idleSeconds: 7200 },
    maxConnections: 20_000,
    workerProcesses: "auto",
    shutdownSeconds: 90,
  },
  open: {
    servers: [server("anything", 18443, 443, [])],
    resolver: { addresses: ["10.96.0.10"], ipFamily: "ipv4" },
    open: true,
  },
};
