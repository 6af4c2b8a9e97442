import { covers, type HostPattern } from "../plan/host-pattern.ts";
import type { Plan, Policy, PolicyPort } from "../plan/plan.ts";
import type { ExpectText } from "../trace/expect/expectation.ts";
import type { TestCase } from "./case.ts";
import { type Clients, clientsOf } from "./clients.ts";

/** An address of nobody (RFC 5737), which no allowed name is taken to resolve to. */
export const ELSEWHERE = "203.0.113.66";
/** Reserved for examples (RFC 2606). */
const FOREIGN = ["www.example.com", "www.example.org", "www.example.net"] as const;
const UNUSED_PORTS = [8443, 9443, 10_443] as const;

/** What a policy is meant to do with honest and lying clients, by its strategy's threat model (docs/strategies). */
export function policyCases(policy: Policy, plan: Plan): TestCase[] {
  return policy.ports.flatMap((port) => {
    const at = new PortCases(policy, port, plan);
    return [...at.honest(), ...at.foreign(), ...at.lying(), ...at.others(), ...at.around()];
  });
}

class PortCases {
  readonly #policy: Policy;
  readonly #port: PolicyPort;
  readonly #plan: Plan;
  readonly #clients: Clients;

  constructor(policy: Policy, port: PolicyPort, plan: Plan) {
    this.#policy = policy;
    this.#port = port;
    this.#plan = plan;
    this.#clients = clientsOf(policy);
  }

  /** Every domain by one name, wildcards by a deep one too. */
  honest(): TestCase[] {
    return this.#policy.domains.flatMap((domain) => {
      const names = domain.wildcard ? [`www.${domain.base}`, `a.b.${domain.base}`] : [domain.base];
      return names.map((host, index) =>
        this.#case(index === 0 ? "an allowed name" : "a deep name", host, this.#reached(host)),
      );
    });
  }

  /** Names and ports that the policy does not have. */
  foreign(): TestCase[] {
    const cases: TestCase[] = [];
    const refused = { expect: "blocked at sidecar" as const };
    const apex = this.#policy.domains.find(({ wildcard, base }) => wildcard && !this.#isListed(base));
    if (apex !== undefined) cases.push(this.#case("the name above the wildcard", apex.base, refused));
    const foreign = this.#foreignName();
    if (foreign !== undefined) cases.push(this.#case("a name that nobody allows", foreign, refused));
    const unused = UNUSED_PORTS.find((port) =>
      this.#plan.policies.every(({ ports }) => ports.every(({ number }) => number !== port)),
    );
    if (unused !== undefined && this.#port.protocol === "tls") {
      cases.push({
        ...this.#case("a port that the policy does not have", this.#name(), refused),
        port: unused,
        protocol: "tls",
      });
    }
    return cases;
  }

  /** A client that says one thing and does another. */
  lying(): TestCase[] {
    const name = this.#name();
    const cases: TestCase[] = [
      {
        ...this.#case("an allowed name, sent to another address", name, this.#sentElsewhere(name)),
        address: ELSEWHERE,
      },
    ];
    if (this.#port.protocol === "http") return cases;
    const foreign = this.#foreignName();
    const refused = { expect: "blocked at sidecar" as const };
    if (foreign !== undefined)
      cases.push({
        ...this.#case("a foreign SNI, sent to an allowed name", name, refused),
        sni: foreign,
      });
    return [...cases, { ...this.#case("no SNI", name, refused), sni: "" }];
  }

  /** Somebody else. */
  others(): TestCase[] {
    const { otherAccount, otherNamespace } = this.#clients;
    const name = this.#name();
    const cases: TestCase[] = [];
    if (otherAccount !== undefined) {
      cases.push({
        ...this.#case("another service account", name, { expect: "blocked at gateway" }),
        from: otherAccount,
      });
    }
    if (otherNamespace !== undefined && !this.#isForAll()) {
      cases.push({ ...this.#case("another namespace", name, { expect: "blocked at sidecar" }), from: otherNamespace });
    }
    return cases;
  }

  /** Around the sidecar, straight to a gateway that wants certificates. */
  around(): TestCase[] {
    const { strategy, mtls } = this.#policy;
    if (!mtls || this.#port.protocol === "http" || (strategy !== "sni-proxy" && strategy !== "single-host")) return [];
    const { gateway } = this.#plan;
    const name = this.#name();
    const tunnel = {
      gateway: `${gateway.namespace}/${gateway.name}`,
      port: gateway.port,
      sni: this.#port.unit.outerSni,
    };
    const knock = (what: string, certificate: boolean, outcome: Outcome): TestCase => ({
      ...this.#case(`around the sidecar, ${what}`, name, outcome),
      bypassSidecar: true,
      tunnel: { ...tunnel, certificate },
    });
    const cases = [
      knock("with its certificate", true, this.#reached(name)),
      knock("without a certificate", false, { expect: "blocked at gateway" }),
    ];
    const foreign = this.#foreignName();
    if (foreign !== undefined && strategy === "sni-proxy") {
      cases.push({ ...knock("with a foreign name inside", true, { expect: "blocked at sni-proxy" }), host: foreign });
    }
    return cases;
  }

  #case(what: string, host: string, outcome: Outcome): TestCase {
    const { number, protocol } = this.#port;
    const usual = number === (protocol === "tls" ? 443 : 80);
    return {
      name: `${this.#policy.name}: ${what}${usual && protocol === "tls" ? "" : `, ${number}/${protocol}`}`,
      host,
      ...(usual ? {} : { port: number }),
      ...(protocol === "tls" ? {} : { protocol }),
      from: this.#clients.allowed,
      ...outcome,
    };
  }

  #reached(host: string): Outcome {
    switch (this.#policy.strategy) {
      case "sni-proxy":
        return { expect: "via gateway and sni-proxy", destination: host };
      case "single-host":
        return { expect: "via gateway", destination: this.#policy.via ?? host };
      default:
        return { expect: "via sidecar", destination: host };
    }
  }

  /** Where an allowed name ends that the client sends to an address of its own choice. */
  #sentElsewhere(name: string): Outcome {
    const { strategy } = this.#policy;
    const { dnsCapture } = this.#plan.target;
    // With DNS capture the name has an address of its own, and the sidecar listens for the name there only.
    if (strategy === "dynamic-dns" && dnsCapture) return { expect: "blocked at sidecar" };
    return strategy === "direct" && this.#firstDomain().wildcard
      ? { expect: "via sidecar", destination: ELSEWHERE }
      : this.#reached(name);
  }

  #firstDomain(): HostPattern {
    const [first] = this.#policy.domains;
    const domain = this.#policy.domains.find(({ wildcard }) => wildcard) ?? first;
    if (domain === undefined) throw new Error(`policy ${this.#policy.name} has no domains`);
    return domain;
  }

  #name(): string {
    const { wildcard, base } = this.#firstDomain();
    return wildcard ? `www.${base}` : base;
  }

  #foreignName(): string | undefined {
    return FOREIGN.find((name) => !this.#isListed(name));
  }

  #isListed(name: string): boolean {
    const exact: HostPattern = { text: name, wildcard: false, base: name, at: { kind: "default" } };
    return this.#plan.policies.some(({ domains }) => domains.some((domain) => covers(domain, exact)));
  }

  /** Whether namespaces without the client side see it all the same. */
  #isForAll(): boolean {
    return this.#policy.exportTo.some((scope) => scope !== ".");
  }
}

interface Outcome {
  readonly expect: ExpectText;
  readonly destination?: string;
}
