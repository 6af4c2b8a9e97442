import { resourceName } from "../plan/names.ts";
import type { Plan, Policy } from "../plan/plan.ts";
import type { Resource } from "../resources/resource.ts";
import { ownService } from "./own-service.ts";
import { servicePort } from "./service-port.ts";

/** Exact hosts need no wildcard machinery: with resolution DNS the sidecar resolves them itself, on every release. */
export function exactHosts(policy: Policy, plan: Plan, portOf = servicePort): Resource[] {
  return ownService(
    {
      hosts: policy.domains.filter(({ wildcard }) => !wildcard),
      name: resourceName.exactServiceEntry(policy),
      resolution: "DNS",
      why: "Exact hosts, resolved by the sidecar: whatever address the client dials, it gets to the name's own.",
      portOf,
    },
    policy,
    plan,
  );
}
