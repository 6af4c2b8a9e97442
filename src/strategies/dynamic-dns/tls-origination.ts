import { nameForHost, resourceName } from "../../plan/names.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import { destinationRule } from "../../resources/destination-rule.ts";
import type { Resource } from "../../resources/resource.ts";

/** One DestinationRule for each domain: TLS on the HTTP ports only, so that what is TLS already is not wrapped again. */
export function tlsOriginationRules(policy: Policy, plan: Plan): Resource[] {
  const http = policy.ports.filter(({ protocol }) => protocol === "http");
  return policy.clientNamespaces.flatMap((namespace) =>
    policy.domains.map(
      (domain): Resource => ({
        part: "client",
        why: `The sidecar speaks TLS to ${domain.text} for workloads that speak HTTP, and checks the certificate against the name.`,
        manifest: destinationRule(
          {
            namespace,
            instance: policy.name,
            name: nameForHost(resourceName.tlsOrigination(policy), domain.text),
          },
          {
            host: domain.text,
            exportTo: policy.exportTo,
            trafficPolicy: {
              portLevelSettings: http.map(({ number }) => ({ port: { number }, tls: { mode: "SIMPLE" as const } })),
            },
          },
          plan.target.release,
        ),
      }),
    ),
  );
}
