import type { PeerAuthenticationSpec } from "../../../resources/types/peer-authentication.generated.ts";
import { PEER_AUTHENTICATION } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

/** The largest number that the protobuf type of a port holds. */
const UINT32 = 4_294_967_295;

export const portLevelMtls = manifestRule<PeerAuthenticationSpec>({
  code: "WE0220",
  id: "port-level-mtls",
  layer: "admission",
  level: "error",
  title: "mTLS by port that istiod refuses",
  why: "ports are those of workloads, so a selector must say of which; and a port is from 1 to 65535",
  fix: "add selector.matchLabels, and name ports from 1 to 65535",
  kinds: [PEER_AUTHENTICATION],
  *problems({ spec: { portLevelMtls, selector }, has }) {
    const ports = Object.keys(portLevelMtls ?? {});
    const selects = Object.keys(selector?.matchLabels ?? {}).length > 0;
    if (!selects && ports.length > 0) {
      yield { path: ["spec"], says: "mesh/namespace peer authentication cannot have port level mTLS" };
    }
    const path = ["spec", "portLevelMtls"];
    if (portLevelMtls !== undefined && ports.length === 0) {
      yield { path, says: "port level mTLS, if defined, must have at least one element" };
    }
    const [most, says] = has("admission-peer-port-range")
      ? [65535, "port must be in range 1..65535"]
      : [UINT32, "port cannot be 0"];
    for (const port of ports) {
      if (/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= most) continue;
      yield { path: [...path, port], part: "key", says };
    }
  },
});
