import { sourcesOf } from "../../gateway-path/callers.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import { authorizationPolicy } from "../../resources/authorization-policy.ts";
import type { Resource } from "../../resources/resource.ts";
import { type BoundService, boundServices } from "./services.ts";

/** An AuthorizationPolicy takes at most 16 targets. */
const MAX_TARGETS = 16;

/**
 * Who may use the policy, and for which names in the SNI, judged by the waypoint; it targets the policy's ServiceEntries, so the
 * waypoint's other services stay as they are.
 */
export function allowedAtWaypoint(policy: Policy, plan: Plan): Resource[] {
  if (policy.callers.length === 0 && !judgesSni(policy)) return [];
  const services = boundServices(policy);
  return policy.clientNamespaces.flatMap((namespace) => {
    const resources: Resource[] = [];
    for (let start = 0; start < services.length; start += MAX_TARGETS) {
      const suffix = start === 0 ? "" : `-${start / MAX_TARGETS + 1}`;
      const targets = services.slice(start, start + MAX_TARGETS);
      resources.push({
        part: "gateway",
        why: why(policy),
        manifest: authorizationPolicy(
          { namespace, instance: policy.name, name: resourceName.authorizationPolicy(policy) + suffix },
          {
            targetRefs: targets.map(({ name }) => ({ group: "networking.istio.io", kind: "ServiceEntry", name })),
            action: "ALLOW",
            rules: rulesFor(policy, targets),
          },
          plan.target.release,
        ),
      });
    }
    return resources;
  });
}

/** The waypoint resolves whatever stands in the SNI, once a client dials the wildcard's address. With exact hosts it has nothing to resolve. */
function judgesSni({ domains, ports }: Policy): boolean {
  return domains.some(({ wildcard }) => wildcard) && ports.some(({ protocol }) => protocol === "tls");
}

/** HTTP needs no names here: istiod gives the waypoint a route for the listed ones alone. */
function rulesFor(policy: Policy, services: readonly BoundService[]) {
  const from = sourcesOf(policy.callers);
  if (!judgesSni(policy)) return [{ from }];
  const portsOf = (protocol: "tls" | "http") =>
    policy.ports.filter((port) => port.protocol === protocol).map(({ number }) => String(number));
  const to = (ports: string[]) => ({ from, to: [{ operation: { ports } }] });
  const http = portsOf("http");
  const values = services.flatMap(({ hosts }) => hosts);
  return [{ ...to(portsOf("tls")), when: [{ key: "connection.sni", values }] }, ...(http.length > 0 ? [to(http)] : [])];
}

function why(policy: Policy): string {
  if (!judgesSni(policy)) return "Only these workloads may use this policy, by the identity that ztunnel vouches for.";
  const names = "no other name in the SNI is let through, for the waypoint would resolve any";
  return policy.callers.length === 0
    ? `By the address of these names ${names}.`
    : `Only these workloads may use this policy, by the identity that ztunnel vouches for; and ${names}.`;
}
