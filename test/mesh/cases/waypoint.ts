import { WAYPOINT as WAYPOINT_POD } from "../lab/topology.ts";
import type { MeshCase } from "../matrix/case.ts";
import { type Call, hbone, http, type Probe, reached, refused, tls } from "../probe/probe.ts";
import { FOR_RELEASE, row, WIKIPEDIA } from "./usual.ts";

const AMBIENT = [...FOR_RELEASE, ...WIKIPEDIA, "--data-plane", "ambient", "--strategy", "waypoint"];
const en = reached("en", "waypoint");
const byWaypoint = refused("waypoint");

/** To the address that istiod gave the wildcard: where ztunnel sends what a client asks for under it. */
const wildcard = (call: Call, more: { certificate?: boolean; authority?: string } = {}) =>
  hbone(call, "*.wikipedia.org", more);
const exact = (call: Call) => hbone(call, "wikipedia.org");

const TLS_ROWS: readonly Probe[] = [
  row("an allowed name", wildcard(tls("en.wikipedia.org")), en),
  row("another allowed name", wildcard(tls("de.wikipedia.org")), reached("de", "waypoint")),
  row("a deep name", wildcard(tls("en.m.wikipedia.org")), reached("en.m", "waypoint")),
  row("an allowed name in upper case", wildcard(tls("en.wikipedia.org", { sni: "EN.Wikipedia.ORG" })), en),
  // A foreign name has another address, which ztunnel lets out by itself; a client that lies about it dials the wildcard's.
  row("a foreign name, at the wildcard's address", wildcard(tls("evil.example.com")), byWaypoint),
  row("the apex, at the wildcard's address", wildcard(tls("wikipedia.org")), byWaypoint),
  row("a sibling domain, at the wildcard's address", wildcard(tls("upload.wikimedia.org")), byWaypoint),
  row("a name that ends alike, at the wildcard's address", wildcard(tls("evilwikipedia.org")), byWaypoint),
  row("no SNI", wildcard(tls("en.wikipedia.org", { sni: "" })), byWaypoint),
  row("a port that is not in the policy", wildcard(tls("en.wikipedia.org", { port: 8443 })), byWaypoint),
  row("plain HTTP on 443", wildcard(http("en.wikipedia.org", { port: 443 })), byWaypoint),
  // Nothing judges what DNS says: so says the note of `gen`.
  row(
    "a name that resolves to a private address",
    wildcard(tls("rebind.wikipedia.org")),
    reached("private", "waypoint"),
  ),
  row("a name that resolves to loopback", wildcard(tls("loop.wikipedia.org")), byWaypoint),
  row("a name that resolves to the waypoint", wildcard(tls("waypoint.wikipedia.org")), byWaypoint),
  row(
    "a name with a dead public and a private address",
    wildcard(tls("two.wikipedia.org")),
    reached("private", "waypoint"),
  ),
  row(
    "around ztunnel, an allowed SNI to another address",
    wildcard(tls("en.wikipedia.org"), { authority: "203.0.113.66:443" }),
    byWaypoint,
  ),
  row(
    "around ztunnel, to the waypoint's own address",
    wildcard(tls("en.wikipedia.org"), { authority: `${WAYPOINT_POD.address}:443` }),
    byWaypoint,
  ),
  row("around ztunnel, without a certificate", wildcard(tls("en.wikipedia.org"), { certificate: false }), byWaypoint),
];

const HTTP_ROWS: readonly Probe[] = [
  row("HTTP", wildcard(http("en.wikipedia.org")), reached("en", "waypoint", 80)),
  row(
    "HTTP, a Host in upper case",
    wildcard(http("en.wikipedia.org", { hostHeader: "EN.Wikipedia.ORG" })),
    reached("en", "waypoint", 80),
  ),
  row("HTTP, a foreign Host at the wildcard's address", wildcard(http("evil.example.com")), byWaypoint),
  row("HTTP, the apex at the wildcard's address", wildcard(http("wikipedia.org")), byWaypoint),
  row(
    "HTTP, Host with another port",
    wildcard(http("en.wikipedia.org", { hostHeader: "en.wikipedia.org:8080" })),
    byWaypoint,
  ),
  row("HTTP to a name that resolves to a private address", wildcard(http("rebind.wikipedia.org")), {
    reached: "private",
    port: 80,
    by: "waypoint",
  }),
];

export const WAYPOINT: readonly MeshCase[] = [
  {
    strategy: "waypoint",
    needs: ["dynamic-dns-waypoint-tls"],
    title: "TLS",
    gen: AMBIENT,
    probes: [
      ...TLS_ROWS,
      row("another service account", wildcard(tls("en.wikipedia.org")), en, "visitor"),
      row("another namespace that found the address", wildcard(tls("en.wikipedia.org")), en, "other"),
    ],
  },
  {
    strategy: "waypoint",
    needs: ["dynamic-dns-waypoint-tls"],
    title: "TLS, --from default/sleep",
    gen: [...AMBIENT, "--from", "default/sleep"],
    probes: [
      ...TLS_ROWS,
      row("another service account", wildcard(tls("en.wikipedia.org")), byWaypoint, "visitor"),
      row("another namespace that found the address", wildcard(tls("en.wikipedia.org")), byWaypoint, "other"),
    ],
  },
  {
    strategy: "waypoint",
    needs: ["dynamic-dns-waypoint-tls"],
    title: "443 and 80/http, --from default/sleep",
    gen: [...AMBIENT, "--port", "443", "--port", "80/http", "--from", "default/sleep"],
    probes: [
      row("TLS", wildcard(tls("en.wikipedia.org")), en),
      row("TLS, a foreign name at the wildcard's address", wildcard(tls("evil.example.com")), byWaypoint),
      ...HTTP_ROWS,
      row("HTTP, another service account", wildcard(http("en.wikipedia.org")), byWaypoint, "visitor"),
    ],
  },
  {
    strategy: "waypoint",
    needs: ["dynamic-dns-waypoint-tls"],
    title: "TLS, wildcard and apex",
    gen: [...AMBIENT, "--domain", "wikipedia.org"],
    probes: [
      row("a name under the wildcard", wildcard(tls("en.wikipedia.org")), en),
      row("the apex", exact(tls("wikipedia.org")), reached("wikipedia", "waypoint")),
      row("a foreign name at the apex's address", exact(tls("evil.example.com")), byWaypoint),
      row("a foreign name at the wildcard's address", wildcard(tls("evil.example.com")), byWaypoint),
    ],
  },
  {
    strategy: "waypoint",
    needs: ["dynamic-dns-waypoint-http"],
    title: "80/http",
    gen: [...AMBIENT, "--port", "80/http"],
    probes: [
      ...HTTP_ROWS,
      row("TLS beside it", wildcard(tls("en.wikipedia.org")), byWaypoint),
      row(
        "HTTP, another service account",
        wildcard(http("en.wikipedia.org")),
        reached("en", "waypoint", 80),
        "visitor",
      ),
    ],
  },
];
