import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { isJwtClaim } from "../../admission/headers.ts";
import { httpMatches } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { isForGateways } from "../../admission/virtual-service.ts";
import { manifestRule } from "../../rule.ts";

export const jwtClaimRoute = manifestRule<VirtualServiceSpec>({
  code: "WE0143",
  id: "jwt-claim-route",
  layer: "admission",
  level: "error",
  title: "a route by claims of a JWT where no gateway checks it",
  why: "claims are read at gateways only; sidecars do not have them",
  fix: "bind the VirtualService to a gateway",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    if (!has("admission-jwt-claim-route")) return;
    const { gateways = [] } = spec;
    const whole = has("admission-jwt-claim-form");
    if (gateways.length > 0 && isForGateways(spec)) return;
    for (const { value: match, path } of httpMatches(spec)) {
      for (const field of ["headers", "withoutHeaders"] as const) {
        for (const name of Object.keys(match[field] ?? {})) {
          if (!(whole ? isJwtClaim(name) : name.startsWith("@request.auth.claims."))) continue;
          const says = `JWT claim based routing (key: ${name}) is only supported for gateway, found no gateways: [${gateways.join(" ")}]`;
          yield { path: [...path, field, name], part: "key", says };
        }
      }
    }
  },
});
