import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { addressProblem } from "../../admission/addresses.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { fullNameProblem } from "../../admission/names.ts";
import { portProblem } from "../../admission/ports.ts";
import { readablePolicies } from "../../admission/traffic-policies.ts";
import { manifestRule } from "../../rule.ts";

export const tunnel = manifestRule<DestinationRuleSpec>({
  code: "WE0180",
  id: "tunnel",
  layer: "admission",
  level: "error",
  title: "a tunnel that istiod refuses",
  why: "a tunnel goes to a name or an address, on a port, by CONNECT or POST",
  fix: "name targetHost, targetPort and one of the two protocols",
  kinds: [DESTINATION_RULE],
  *problems({ spec }) {
    for (const { policy, path } of readablePolicies(spec)) {
      if (policy.tunnel === undefined) continue;
      const { protocol = "", targetHost, targetPort } = policy.tunnel;
      const at = [...path, "tunnel"];
      if (!["", "CONNECT", "POST"].includes(protocol)) {
        yield { path: [...at, "protocol"], says: 'tunnel protocol must be "CONNECT" or "POST"' };
      }
      const name = fullNameProblem(targetHost);
      const address = addressProblem(targetHost);
      if (name !== undefined && address !== undefined) {
        const says = `tunnel target host must be valid FQDN or IP address: ${name}; ${address}`;
        yield { path: [...at, "targetHost"], says };
      }
      const port = portProblem(targetPort);
      if (port !== undefined) yield { path: [...at, "targetPort"], says: `tunnel target port is invalid: ${port}` };
    }
  },
});
