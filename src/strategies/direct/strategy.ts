import { exactHosts } from "../../mesh-path/exact-hosts.ts";
import { ownService } from "../../mesh-path/own-service.ts";
import { resourceName } from "../../plan/names.ts";
import type { Plan, Policy } from "../../plan/plan.ts";
import type { Strategy } from "../strategy.ts";
import { withoutGatewayObstacles } from "../without-gateway.ts";
import { directNotes } from "./notes.ts";

export const direct: Strategy = {
  id: "direct",
  summary: "client sidecar → the address that the client resolved",
  needs: "sidecars; any release, nothing else installed",
  protection: "none from a client that lies: with an allowed SNI it reaches any address",
  usesGateway: false,
  obstacles: (policy, plan) => withoutGatewayObstacles(policy, plan, "direct"),
  build(policy: Policy, plan: Plan) {
    return {
      resources: [
        ...ownService(
          {
            hosts: policy.domains.filter(({ wildcard }) => wildcard),
            name: resourceName.serviceEntry(policy),
            resolution: "NONE",
            why: "Lets the sidecars of this namespace pass these names to whatever address the client dialled.",
          },
          policy,
          plan,
        ),
        ...exactHosts(policy, plan),
      ],
      notes: directNotes(policy, plan),
    };
  },
  hops(policy: Policy) {
    return policy.ports.map(({ number, protocol }) => {
      const reads = protocol === "tls" ? "SNI" : "Host";
      const wildcard = `workload :${number} → sidecar, which checks the ${reads} → the address that the workload dialled`;
      return policy.domains.every((domain) => !domain.wildcard)
        ? `workload :${number} → sidecar, which checks the ${reads} and resolves it → that name :${number}`
        : wildcard;
    });
  },
};
