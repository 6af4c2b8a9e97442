import type { NextHop } from "../../gateway-path/next-hop.ts";
import { servicePort } from "../../mesh-path/service-port.ts";
import { commonHostName } from "../../plan/names.ts";
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
  const sharing = plan.policies.filter((other) => other.strategy === "single-host" && other.via === via);
  const ports = new Map(sharing.flatMap((other) => other.ports).map((port) => [port.number, port]));
  return [
    {
      part: "gateway",
      why: `The common host: the gateway resolves ${via} and sends every connection of the policy there.`,
      manifest: serviceEntry(
        {
          namespace: plan.gateway.namespace,
          instance: sharing[0]?.name ?? policy.name,
          name: commonHostName(via, commonHostsOf(plan)),
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

function commonHostsOf(plan: Plan): string[] {
  return plan.policies.flatMap(({ strategy, via }) => (strategy === "single-host" && via !== undefined ? [via] : []));
}

function viaOf(policy: Policy): string {
  if (policy.via === undefined) throw new Error(`policy "${policy.name}" has no common host`);
  return policy.via;
}
