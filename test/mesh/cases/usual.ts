import { ISTIO } from "../lab/release.ts";
import type { ClientName } from "../lab/topology.ts";
import { type Call, http, type Outcome, type Probe, reached, refused, tls, tunnel, type Way } from "../probe/probe.ts";

export const FOR_RELEASE = ["--istio", ISTIO, "--namespace", "default"];
export const GATEWAY = ["--gateway", "istio-egressgateway", "--gateway-selector", "istio=egressgateway"];
export const WIKIPEDIA = ["--domain", "*.wikipedia.org"];

/** An address that no allowed name resolves to. */
export const ELSEWHERE = "203.0.113.66";

export function row(what: string, call: Call, expect: Outcome, who: ClientName = "sleep"): Probe {
  return { who, what, call, expect };
}

/** What differs from one strategy to the next. */
export interface UsualExpectations {
  /** The last hop that an allowed request passes. */
  readonly by: Way;
  /** The origin where an allowed name ends; its own when not given. */
  readonly common?: string;
  /** Allowed SNI, sent to another address. */
  readonly lyingAddress: Outcome;
  /** Names that resolve to a private address, to loopback, to the gateway. */
  readonly privateName: Outcome;
  readonly loopbackName: Outcome;
  readonly gatewayName: Outcome;
  /** First answer public and dead, second private. */
  readonly mixedName: Outcome;
  readonly otherAccount: Outcome;
}

/** What is tried with every TLS policy for *.wikipedia.org of namespace default. */
export function usualTls(expected: UsualExpectations): Probe[] {
  const { by, common } = expected;
  const to = (origin: string) => reached(common ?? origin, by);
  return [
    row("an allowed name", tls("en.wikipedia.org"), to("en")),
    row("another allowed name", tls("de.wikipedia.org"), to("de")),
    row("a deep name", tls("en.m.wikipedia.org"), to("en.m")),
    row("an allowed name in upper case", tls("en.wikipedia.org", { sni: "EN.Wikipedia.ORG" }), to("en")),
    row("an allowed name, with Istio's DNS proxy", tls("en.wikipedia.org"), to("en"), "captured"),
    row("the apex", tls("wikipedia.org"), refused("sidecar")),
    row("a sibling domain", tls("upload.wikimedia.org"), refused("sidecar")),
    row("a foreign name", tls("evil.example.com"), refused("sidecar")),
    row("a foreign name, with Istio's DNS proxy", tls("evil.example.com"), refused("sidecar"), "captured"),
    row("a name that ends alike", tls("evilwikipedia.org"), refused("sidecar")),
    row("an allowed name inside a foreign one", tls("en.wikipedia.org.evil.example.com"), refused("sidecar")),
    row("no SNI", tls("en.wikipedia.org", { sni: "" }), refused("sidecar")),
    row("foreign SNI to an allowed address", tls("en.wikipedia.org", { sni: "evil.example.com" }), refused("sidecar")),
    row("allowed SNI to another address", tls("en.wikipedia.org", { address: ELSEWHERE }), expected.lyingAddress),
    row("a name that resolves to a private address", tls("rebind.wikipedia.org"), expected.privateName),
    row("a name that resolves to loopback", tls("loop.wikipedia.org", { address: ELSEWHERE }), expected.loopbackName),
    row(
      "a name that resolves to the gateway",
      tls("gateway.wikipedia.org", { address: ELSEWHERE }),
      expected.gatewayName,
    ),
    row("a name with a dead public and a private address", tls("two.wikipedia.org"), expected.mixedName),
    row("a port that is not in the policy", tls("en.wikipedia.org", { port: 8443 }), refused("sidecar")),
    row("plain HTTP", http("en.wikipedia.org"), refused("sidecar")),
    row("another service account", tls("en.wikipedia.org"), expected.otherAccount, "visitor"),
    row("another namespace", tls("en.wikipedia.org"), refused("sidecar"), "other"),
  ];
}

/** What is tried with a policy for *.wikipedia.org and wikipedia.org. */
export function wildcardAndApex(by: Way): Probe[] {
  return [
    row("a name under the wildcard", tls("en.wikipedia.org"), reached("en", by)),
    row("the apex", tls("wikipedia.org"), reached("wikipedia", by)),
    row("the apex, with Istio's DNS proxy", tls("wikipedia.org"), reached("wikipedia", by), "captured"),
    row("the apex's SNI to another address", tls("wikipedia.org", { address: ELSEWHERE }), reached("wikipedia", by)),
    row("a sibling apex", tls("wikimedia.org"), refused("sidecar")),
    row("a foreign name", tls("evil.example.com"), refused("sidecar")),
    row("another namespace, the apex", tls("wikipedia.org"), refused("sidecar"), "other"),
  ];
}

/** Clients that go around their sidecars and show a certificate of the mesh, but not the one that the policy asks for. @param outer the outer SNI */
export function withOtherCertificates(outer: string): Probe[] {
  const call = tunnel(tls("en.wikipedia.org"), outer);
  return [
    row("around it, with another account's certificate", call, refused("gateway"), "visitor"),
    row("around it, with another namespace's certificate", call, refused("gateway"), "other"),
  ];
}
