import { callersAtGateway } from "../../gateway-path/callers.ts";
import { clientSide } from "../../gateway-path/client-side.ts";
import { gatewayApiNotes } from "../../gateway-path/gateway-api.ts";
import { gatewayLeg } from "../../gateway-path/gateway-leg.ts";
import { gatewayObstacles } from "../../gateway-path/gateway-obstacles.ts";
import { gatewaySide } from "../../gateway-path/gateway-side.ts";
import type { Strategy } from "../strategy.ts";
import { commonHost, commonHostHop } from "./common-host.ts";

export const singleHost: Strategy = {
  id: "single-host",
  summary: "client → egress gateway → one common host (--via) that answers for all the names",
  needs: "an egress gateway, and one server outside that serves all the names; any release",
  protection: "a client cannot choose the address: every connection ends at the common host, whatever its SNI",
  usesGateway: true,
  obstacles: (policy, plan) => [
    ...gatewayObstacles(policy, plan),
    ...(policy.via === undefined
      ? [
          {
            severity: "error" as const,
            code: "via-missing",
            what: `policy "${policy.name}": single-host needs the common host`,
            why: "all connections end at one server, and only you know which one serves all the names",
            fix: `add --via, for example --via www.${policy.domains[0]?.base ?? "example.org"}`,
            at: policy.at,
          },
        ]
      : []),
  ],
  build(policy, plan) {
    return {
      resources: [
        ...commonHost(policy, plan),
        ...gatewaySide(policy, plan, (port) => commonHostHop(policy, port)),
        ...callersAtGateway(policy, plan),
        ...clientSide(policy, plan),
      ],
      notes: gatewayApiNotes(policy, plan),
    };
  },
  hops(policy, plan) {
    return policy.ports.map(
      (port) =>
        `${gatewayLeg(port, policy, plan)} → ${policy.via} :${port.number}, resolved by the gateway, whatever name was asked for`,
    );
  },
};
