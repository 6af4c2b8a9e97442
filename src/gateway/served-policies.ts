import type { EgressUnit, Plan, Policy, PolicyPort } from "../plan/plan.ts";

/** Policies whose traffic goes through the egress gateway. */
export function policiesThroughGateway(plan: Plan): Policy[] {
  return plan.policies.filter(({ strategy }) => strategy === "single-host" || strategy === "sni-proxy");
}

/** What the nginx beside the gateway serves: one (policy, port) each. It reads the SNI, so TLS ports only. */
export function unitsOfNginx(plan: Plan): { policy: Policy; port: PolicyPort; unit: EgressUnit }[] {
  return plan.policies
    .filter(({ strategy, sniProxy }) => strategy === "sni-proxy" && sniProxy === "nginx")
    .flatMap((policy) =>
      policy.ports.filter(({ protocol }) => protocol === "tls").map((port) => ({ policy, port, unit: port.unit })),
    );
}

export function usesNginx(plan: Plan): boolean {
  return unitsOfNginx(plan).length > 0;
}

/** Whether a client speaks plain HTTP to the gateway. */
export function usesPlainHttp(plan: Plan): boolean {
  return policiesThroughGateway(plan).some(
    ({ mtls, ports }) => !mtls && ports.some(({ protocol }) => protocol === "http"),
  );
}
