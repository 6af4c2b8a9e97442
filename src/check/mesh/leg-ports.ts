import type { Cluster } from "../../model/envoy/listener.ts";
import { clusterName } from "../../model/istiod/cluster-names.ts";
import type { MeshService } from "../../model/istiod/service.ts";
import type { CheckedMesh } from "./checked-mesh.ts";
import type { RouteLeg } from "./route-legs.ts";

/** The service that a route sends to, as the proxy knows it: whoever is told of a route is told of what it sends to. */
export function serviceOfLeg({ proxy, host }: RouteLeg, { model }: CheckedMesh): MeshService | undefined {
  if (proxy.kind === "gateway") return model.servicesSeenFrom(proxy.namespace).get(host);
  return model.registry.serviceNamed(host, proxy.namespace);
}

/** The cluster that a route sends to, of a port and a subset; undefined where the proxy has none. */
export function clusterOfLeg(leg: RouteLeg, port: number, subset: string, mesh: CheckedMesh): Cluster | undefined {
  const service = serviceOfLeg(leg, mesh);
  return service && mesh.model.clusterOf(leg.proxy, service, clusterName(leg.host, port, subset));
}

/** The ports of the service that a route sends to: the one it names, the only one there is, or those that it listens on. */
export function portsOfLeg(leg: RouteLeg, mesh: CheckedMesh): readonly number[] {
  if (leg.port !== undefined) return [leg.port];
  const [only, ...others] = serviceOfLeg(leg, mesh)?.ports ?? [];
  if (only !== undefined && others.length === 0) return [only.number];
  return leg.listenPorts;
}
