import fc from "fast-check";
import { ALL_RELEASES } from "../../src/istio/release.ts";
import { STRATEGY_IDS } from "../../src/plan/plan.ts";
import type { GatewayWords, PolicyWords, RequestWords } from "./request.ts";

/** Labels that look alike once dots are hyphens or the last label is gone, that are long, or that are somebody's name for a resource. */
const LABELS = [
  "wikipedia",
  "a",
  "a-b",
  "b",
  "any",
  "www",
  "exact",
  "wikipedia-exact",
  "xn--bcher-kva",
  "2",
  "x".repeat(63),
];
const TOPS = ["org", "com", "example", "de", "invalid"];
const NAMESPACES = ["default", "team-a", "team-b", "istio-system"] as const;
const ALPHABET = [..."abcdefghijklmnopqrstuvwxyz0123456789"];

const label = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...LABELS) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom(...ALPHABET, "-"), { minLength: 1, maxLength: 63 })
      .map((letters) => letters.join("").replace(/^-+|-+$/g, "") || "z"),
  },
);

/** A host with at least three labels: no public suffix, and nobody's neighbour's. */
const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), label, fc.constantFrom(...TOPS))
  .map(([labels, own, top]) => [...labels, `${own.slice(0, 60)}-x`, top].join("."))
  .filter((name) => name.length <= 251);

const domain = fc.tuple(host, fc.boolean()).map(([name, wildcard]) => (wildcard ? `*.${name}` : name));

const port = fc.constantFrom("443", "443/tls", "8443/tls", "80", "80/http", "8080/http", "9443", "65535/tls", "1/http");

const caller = fc.constantFrom("default", "team-a", "team-a/sleep", "team-b/web.app", "team-b");

/** What is given to every policy of a request. */
interface Setting {
  readonly strategies: readonly string[];
  /** Whether policies name their namespaces: all do, or none. */
  readonly named: boolean;
  readonly api: string | undefined;
}

/** Mostly what goes together, so that most requests are taken; what does not must be refused properly. */
function policy(index: number, { strategies, named, api }: Setting): fc.Arbitrary<PolicyWords> {
  const own = `p${index}.own-${index}.example`;
  return fc
    .record({
      name: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(undefined, `policy-${index}`, `p${index}-${"p".repeat(47)}`) },
        { weight: 1, arbitrary: fc.constantFrom("wikipedia", "wikipedia-exact", "wikipedia-http", "a-2") },
      ),
      hosts: fc.array(domain, { minLength: 1, maxLength: 6 }),
      suffix: fc.constantFrom(own, own, undefined),
      ports: fc.option(
        fc.uniqueArray(port, { minLength: 1, maxLength: 3, selector: (text) => Number.parseInt(text, 10) }),
        {
          nil: undefined,
        },
      ),
      strategy: fc.constantFrom(undefined, ...strategies),
      sniProxy: fc.constantFrom(undefined, undefined, undefined, "envoy", "nginx"),
      mtls: fc.constantFrom(undefined, undefined, undefined, true, false),
      from: named
        ? fc.option(fc.uniqueArray(caller, { minLength: 1, maxLength: 3 }), { nil: undefined, freq: 3 })
        : fc.constant(undefined),
      namespace: named ? fc.constantFrom(...NAMESPACES) : fc.constant(undefined),
      exportTo: fc.constantFrom(undefined, undefined, undefined, ["."], ["*"], ["team-a", "team-b"]),
      tlsOrigination: fc.constantFrom(undefined, undefined, undefined, true),
      allowPrivate: fc.constantFrom(undefined, undefined, ["10.0.0.0/8"], ["fd00::/8", "192.168.1.0/24"]),
      asTheyAre: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
    })
    .map(({ hosts, suffix, asTheyAre, ...words }) => {
      const domains = suffix === undefined ? hosts : hosts.map((text) => fitted(text, suffix));
      const via = words.strategy === "single-host" ? domains[0]?.replace(/^\*/, "www") : undefined;
      const whole = { ...words, domains, via };
      return asTheyAre ? whole : fittedTogether(whole, api);
    });
}

/** Takes back what could not be had together. */
function fittedTogether(words: PolicyWords, api: string | undefined): PolicyWords {
  const { strategy } = words;
  const direct = strategy === "direct" || strategy === "dynamic-dns";
  const withoutGateway = direct || strategy === "waypoint";
  const mtls = withoutGateway ? undefined : api === "gateway-api" ? false : words.mtls;
  const sniProxy = withoutGateway || strategy === "single-host" ? undefined : words.sniProxy;
  const from = direct || mtls === false ? undefined : words.from;
  const nginx = sniProxy === "nginx";
  const ports = words.ports?.filter((text, index, all) => {
    const http = /^80$|http/.test(text);
    if (http && (nginx || (api === "gateway-api" && !direct))) return false;
    return mtls !== false || all.findIndex((other) => /^80$|http/.test(other) === http) === index;
  });
  const http = ports?.some((text) => /^80$|http/.test(text)) === true;
  return {
    ...words,
    mtls,
    sniProxy,
    exportTo: withoutGateway ? words.exportTo : undefined,
    from,
    ports: ports?.length === 0 ? undefined : ports,
    namespace: from === undefined ? (words.namespace ?? (words.from === undefined ? undefined : "default")) : undefined,
    tlsOrigination: strategy === "dynamic-dns" && http ? words.tlsOrigination : undefined,
  };
}

function fitted(text: string, suffix: string): string {
  const whole = `${text}.${suffix}`;
  return whole.length <= 250 ? whole : `*.${suffix}`;
}

const gateway: fc.Arbitrary<GatewayWords> = fc.record({
  name: fc.constantFrom(undefined, undefined, "istio-egressgateway", "out"),
  namespace: fc.constantFrom(undefined, undefined, "egress"),
  port: fc.constantFrom(undefined, undefined, 443, 8443, 20_443),
  install: fc.constantFrom(undefined, undefined, "none", "manifests", "helm", "operator"),
  ipFamily: fc.constantFrom(undefined, "ipv4", "ipv6", "both"),
  resolver: fc.constantFrom(undefined, undefined, ["10.0.0.10"], ["[fd00::a]:53"]),
  meshCidr: fc.constantFrom(undefined, undefined, ["20.0.0.0/8", "2001:db8::/32"]),
});

interface Mesh {
  readonly istio: string | undefined;
  readonly dataPlane: "sidecar" | "ambient";
  readonly strategies: readonly string[];
}

const mesh: fc.Arbitrary<Mesh> = fc.oneof(
  { weight: 3, arbitrary: meshOf(ALL_RELEASES, "sidecar", ["direct", "single-host", "sni-proxy"]) },
  { weight: 3, arbitrary: meshOf(["1.30", "1.31"], "sidecar", ["direct", "single-host", "sni-proxy", "dynamic-dns"]) },
  { weight: 2, arbitrary: meshOf(["1.29.1", "1.30", "1.31"], "ambient", ["waypoint"]) },
  { weight: 1, arbitrary: meshOf([undefined, "1.28", "1.12"], "ambient", ["waypoint", "direct"]) },
  { weight: 1, arbitrary: meshOf([undefined, ...ALL_RELEASES], "sidecar", STRATEGY_IDS) },
);

function meshOf(
  releases: readonly (string | undefined)[],
  dataPlane: Mesh["dataPlane"],
  strategies: readonly string[],
): fc.Arbitrary<Mesh> {
  return fc.constantFrom(...releases).map((istio) => ({ istio, dataPlane, strategies }));
}

/** Requests of one to four policies, for any release. */
export const arbitraryRequest: fc.Arbitrary<RequestWords> = fc
  .record({
    mesh,
    meshDomain: fc.constantFrom(undefined, undefined, "k8s.corp.example"),
    gateway: fc.option(gateway, { nil: undefined }),
    api: fc.constantFrom(undefined, undefined, undefined, undefined, "istio", "gateway-api"),
    harden: fc.constantFrom(undefined, undefined, { sidecar: true, networkPolicy: true }, { networkPolicy: true }),
    count: fc.integer({ min: 1, max: 4 }),
    named: fc.boolean(),
  })
  .chain(({ count, named, mesh: { istio, dataPlane, strategies }, api, ...rest }) =>
    fc
      .tuple(...Array.from({ length: count }, (_, index) => policy(index, { strategies, named, api })))
      .map((policies) => ({
        ...rest,
        istio,
        dataPlane,
        gateway: api === undefined ? rest.gateway : { ...rest.gateway, api },
        policies,
      })),
  );

/** The same request in another order: of policies, and of the domains, ports and callers in each. */
export function shuffled(words: RequestWords): fc.Arbitrary<RequestWords> {
  const policies = words.policies.map((one) =>
    fc
      .record({ domains: anyOrder(one.domains), ports: anyOrder(one.ports ?? []), from: anyOrder(one.from ?? []) })
      .map(({ domains, ports, from }) => ({
        ...one,
        domains,
        ports: one.ports === undefined ? undefined : ports,
        from: one.from === undefined ? undefined : from,
      })),
  );
  return fc
    .tuple(fc.tuple(...policies), anyOrder(words.policies.map((_, index) => index)))
    .map(([all, order]) => ({ ...words, policies: order.flatMap((index) => all[index] ?? []) }));
}

function anyOrder<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
}
