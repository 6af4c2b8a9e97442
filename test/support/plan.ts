import { DEFAULT_ORIGIN } from "../../src/diagnostics/diagnostic.ts";
import { parseRelease } from "../../src/istio/release.ts";
import { makeTarget, type Target } from "../../src/istio/target.ts";
import { parseHostPattern } from "../../src/plan/host-pattern.ts";
import { egressUnit } from "../../src/plan/names.ts";
import type { GatewayPlan, Hardening, Plan, Policy, PolicyPort, PortProtocol } from "../../src/plan/plan.ts";

export interface PlanOverrides {
  /** "1.30" */
  readonly istio?: string;
  readonly target?: Partial<Omit<Target, "has">>;
  readonly gateway?: Partial<GatewayPlan>;
  readonly hardening?: Partial<Hardening>;
  /** One policy each; empty objects are fine. Default: one. */
  readonly policies?: readonly PolicyOverrides[];
}

export interface PolicyOverrides extends Partial<Omit<Policy, "domains" | "ports">> {
  readonly domains?: readonly string[];
  /** `443/tls` */
  readonly ports?: readonly `${number}/${PortProtocol}`[];
}

/** A plan by hand: `*.wikipedia.org` by nginx with mTLS through a gateway that is there, on Istio 1.30, and whatever is overridden. */
export function makePlan(overrides: PlanOverrides = {}): Plan {
  const taken = new Set<number>();
  return {
    target: makeTarget({
      release: parseRelease(overrides.istio ?? "1.30"),
      releaseKnown: true,
      dataPlane: "sidecar",
      dnsCapture: false,
      meshDomain: "cluster.local",
      ...overrides.target,
    }),
    policies: (overrides.policies ?? [{}]).map((policy) => makePolicy(policy, taken)),
    gateway: {
      name: "istio-egressgateway-with-sni-proxy",
      namespace: "istio-system",
      selector: { app: "istio-egressgateway-with-sni-proxy", istio: "egressgateway-with-sni-proxy" },
      port: 443,
      httpPort: 80,
      api: "istio",
      install: "none",
      assumed: false,
      waypoint: "waypoint",
      revision: undefined,
      resolvers: [],
      ipFamily: "ipv4",
      meshCidrs: [],
      ...overrides.gateway,
    },
    hardening: { sidecar: false, networkPolicy: false, allowNamespaces: [], ...overrides.hardening },
  };
}

function makePolicy(
  { domains = ["*.wikipedia.org"], ports = ["443/tls"], ...rest }: PolicyOverrides,
  taken: Set<number>,
): Policy {
  const name = rest.name ?? "wikipedia";
  return {
    at: DEFAULT_ORIGIN,
    strategy: "sni-proxy",
    strategyChosen: false,
    via: undefined,
    sniProxy: "nginx",
    mtls: true,
    callers: [],
    clientNamespaces: ["default"],
    exportTo: ["."],
    tlsOrigination: false,
    allowPrivate: [],
    ...rest,
    name,
    domains: domains.map((domain) => parseHostPattern(domain, DEFAULT_ORIGIN)),
    ports: ports.map((port) => makePort(name, port, taken)),
  };
}

function makePort(policyName: string, port: string, taken: Set<number>): PolicyPort {
  const [number, protocol] = port.split("/");
  const kind: PortProtocol = protocol === "http" ? "http" : "tls";
  const unit = egressUnit(policyName, Number(number), kind, taken);
  taken.add(unit.loopbackPort);
  return { number: Number(number), protocol: kind, at: DEFAULT_ORIGIN, unit };
}
