import type { MeshService } from "../../model/istiod/service.ts";
import type { CheckedMesh } from "./checked-mesh.ts";
import type { RouteLeg } from "./route-legs.ts";

/** The service that a route sends to, as the proxy knows it. */
export function serviceOfLeg({ proxy, host }: RouteLeg, { model }: CheckedMesh): MeshService | undefined {
  return proxy.kind === "gateway"
    ? model.servicesSeenFrom(proxy.namespace).get(host)
    : model.scope(proxy).services.get(host);
}

/** The ports of the service that a route sends to: the one it names, the only one there is, or those that it listens on. */
export function portsOfLeg(leg: RouteLeg, mesh: CheckedMesh): readonly number[] {
  if (leg.port !== undefined) return [leg.port];
  const [only, ...others] = serviceOfLeg(leg, mesh)?.ports ?? [];
  if (only !== undefined && others.length === 0) return [only.number];
  return leg.listenPorts;
}
