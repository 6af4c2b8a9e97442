import type { NextHop } from "../../gateway-path/next-hop.ts";
import { servicePort } from "../../mesh-path/service-port.ts";
import { namesForCommonHosts } from "../../plan/names.ts";
import { onceForPlan } from "../../plan/once-for-plan.ts";
import type { Plan, Policy, PolicyPort } from "../../plan/plan.ts";
import type { Resource } from "../../resources/resource.ts";
import { serviceEntry } from "../../resources/service-entry.ts";

export function commonHostHop(policy: Policy, port: PolicyPort): NextHop {
  return { host: viaOf(policy), port: port.number };
}

/**
 * The common host, known to the gateway's namespace only. Seen by clients, it would get an address of its own under DNS capture, and they
 * would go around the gateway (istio#42238).
 *
 * Policies that share the host share the ServiceEntry, with the ports of all: of two for one host istiod takes one.
 */
export function commonHost(policy: Policy, plan: Plan): Resource[] {
  const via = viaOf(policy);
  const sharing = policiesByCommonHost(plan).get(via) ?? [policy];
  const ports = new Map(sharing.flatMap((other) => other.ports).map((port) => [port.number, port]));
  return [
    {
      part: "gateway",
      why: `The common host: the gateway resolves ${via} and sends every connection of the policy there.`,
      manifest: serviceEntry(
        {
          namespace: plan.gateway.namespace,
          instance: sharing[0]?.name ?? policy.name,
          name: commonHostNames(plan).get(via) ?? via,
        },
        {
          hosts: [via],
          exportTo: ["."],
          location: "MESH_EXTERNAL",
          ports: [...ports.values()].sort((one, other) => one.number - other.number).map((port) => servicePort(port)),
          resolution: "DNS",
        },
        plan.target.release,
      ),
    },
  ];
}

const policiesByCommonHost = onceForPlan((plan) => {
  const found = new Map<string, Policy[]>();
  for (const policy of plan.policies) {
    if (policy.strategy !== "single-host" || policy.via === undefined) continue;
    const sharing = found.get(policy.via);
    if (sharing === undefined) found.set(policy.via, [policy]);
    else sharing.push(policy);
  }
  return found;
});

const commonHostNames = onceForPlan((plan) => namesForCommonHosts([...policiesByCommonHost(plan).keys()]));

function viaOf(policy: Policy): string {
  if (policy.via === undefined) throw new Error(`policy "${policy.name}" has no common host`);
  return policy.via;
}
