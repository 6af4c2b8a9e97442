import { describeAvailability } from "../../../istio/capability.ts";
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  GATEWAY,
  PEER_AUTHENTICATION,
  SERVICE_ENTRY,
  SIDECAR,
  VIRTUAL_SERVICE,
} from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

const KINDS = {
  "networking-v1-stored": ["ServiceEntry", "VirtualService", "Gateway", "DestinationRule", "Sidecar"],
  "security-v1-stored": ["AuthorizationPolicy", "PeerAuthentication"],
} as const;

export const apiVersionNotStored: MeshRule = {
  code: "WE0503",
  id: "api-version-not-stored",
  layer: "upgrade",
  level: "info",
  title: "an apiVersion that is served and no longer stored",
  why: "the API server converts it, and one day it will not be served any more. Tools that compare what is applied with what is stored see v1",
  fix: "write v1: the fields are the same",
  kinds: [
    SERVICE_ENTRY,
    VIRTUAL_SERVICE,
    GATEWAY,
    DESTINATION_RULE,
    SIDECAR,
    AUTHORIZATION_POLICY,
    PEER_AUTHENTICATION,
  ],
  *meshProblems(mesh) {
    for (const capability of ["networking-v1-stored", "security-v1-stored"] as const) {
      if (!mesh.has(capability)) continue;
      for (const object of KINDS[capability].flatMap((kind) => mesh.world.of(kind))) {
        const [group = "", version] = object.apiVersion.split("/");
        if (version === "v1" || !group.endsWith(".istio.io")) continue;
        yield {
          at: refTo(object, "apiVersion"),
          says: `${version} is not what is stored: v1 is, in Istio ${describeAvailability(capability)}`,
        };
      }
    }
  },
};
