import type { Plan, Policy } from "../plan/plan.ts";
import { weigh } from "../strategies/choose.ts";
import { strategyById } from "../strategies/registry.ts";
import { namespaceWords } from "./namespace-words.ts";

/** Domains that are named one by one. */
const MAX_DOMAINS = 20;

/** One policy in words. */
export function policyText(policy: Policy, plan: Plan): string {
  const strategy = strategyById(policy.strategy);
  const weighed = weigh(policy, plan);
  const chosen = weighed.find((entry) => entry.chosen);
  const others = weighed.filter((entry) => !entry.chosen);
  return [
    `Policy ${policy.name}`,
    section("Strategy", [`${policy.strategy}: ${chosen?.reason ?? "asked for"}`]),
    section(
      "Not taken",
      others.map(({ id, reason }) => `${id}: ${reason}`),
    ),
    section("Becomes reachable", reachable(policy)),
    section("For", callers(policy)),
    section("Way", strategy.hops(policy, plan)),
    section("Protects from", [strategy.protection]),
    section("Does not protect from", limits(policy, plan)),
    "",
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return [`  ${title}`, ...lines.map((line) => `    ${line}`)].join("\n");
}

function reachable({ domains, ports }: Policy): string[] {
  const shown = domains
    .slice(0, MAX_DOMAINS)
    .map(({ wildcard, base }) => (wildcard ? `every name below ${base}, of any depth, but not ${base} itself` : base));
  // The apex has a rule of its own where it is asked for beside its wildcard.
  const exact = new Set(domains.filter(({ wildcard }) => !wildcard).map(({ base }) => base));
  const lines = shown.map((line, index) => {
    const domain = domains[index];
    return domain?.wildcard && exact.has(domain.base) ? `every name below ${domain.base}, of any depth` : line;
  });
  if (domains.length > MAX_DOMAINS) lines.push(`and ${domains.length - MAX_DOMAINS} more`);
  const on = ports.map(({ number, protocol }) => `${number}/${protocol}`).join(", ");
  return [...lines, `on ${ports.length === 1 ? "port" : "ports"} ${on}`];
}

function callers(policy: Policy): string[] {
  const places = policy.clientNamespaces.map(namespaceWords).join(", ");
  if (policy.callers.length === 0) return [`every workload in ${places}`];
  return policy.callers.map(({ namespace, serviceAccount }) =>
    serviceAccount === undefined
      ? `every workload in namespace ${namespace}`
      : `service account ${serviceAccount} in namespace ${namespace}`,
  );
}

/** What stays open whatever the strategy: said here, so that nobody takes the policy for a firewall. */
function limits(policy: Policy, plan: Plan): string[] {
  const { sidecar, networkPolicy } = plan.hardening;
  const ambient = plan.target.dataPlane === "ambient";
  const lines: string[] = [];
  if (!networkPolicy) {
    lines.push(
      ambient
        ? "a workload that is not in the mesh: nothing here keeps it from the network (--harden-network-policy does)"
        : "a workload that goes around its sidecar: nothing here keeps it from the network (--harden-network-policy does)",
    );
  }
  if (!sidecar && !ambient) {
    lines.push(
      "names that are not listed, where the mesh lets them through: ALLOW_ANY is Istio's default (--harden-sidecar closes it)",
    );
  }
  if (policy.ports.some(({ protocol }) => protocol === "tls")) {
    lines.push("another site on the same servers, asked for inside the TLS connection: only the SNI is seen");
  }
  return lines;
}
