import type { ConfigObject } from "../../model/world/config-object.ts";
import type { CheckedMesh } from "./checked-mesh.ts";

/** Istio's Gateways, and what istiod makes of those of the Gateway API, by `namespace/name`. */
export function gatewaysByName(mesh: CheckedMesh): ReadonlyMap<string, ConfigObject> {
  return mesh.once(gatewaysByName, () => {
    const all = mesh.world.of("Gateway");
    return new Map(all.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
  });
}
