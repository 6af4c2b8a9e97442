import type { WeightedCluster } from "../envoy/listener.ts";
import type { ConfigObject, FieldPath } from "../world/config-object.ts";
import { clusterName } from "./cluster-names.ts";
import type { MeshService } from "./service.ts";
import { fullName } from "./virtual-services.ts";

export interface RouteDestination {
  readonly destination: {
    readonly host: string;
    readonly subset?: string;
    readonly port?: { readonly number?: number };
  };
  readonly weight?: number;
}

/** What is needed to name the cluster of a destination. */
export interface DestinationContext {
  readonly services: ReadonlyMap<string, MeshService>;
  readonly meshDomain: string;
  readonly listenPort: number;
}

/**
 * The clusters of a route. Of several, those without weight are left out.
 *
 * Source: istio pilot/pkg/networking/core/networkfilter.go, buildOutboundNetworkFilters, and route.go, GetDestinationCluster.
 */
export function destinationClusters(
  routes: readonly RouteDestination[],
  object: ConfigObject,
  path: FieldPath,
  context: DestinationContext,
): WeightedCluster[] {
  const clusters = routes.map(({ destination, weight }, index) => ({
    name: destinationCluster(destination, object.namespace, context),
    weight: weight ?? 0,
    ref: { object, path: [...path, index, "destination"] },
  }));
  return clusters.length === 1 ? clusters : clusters.filter(({ weight }) => weight > 0);
}

/** Without a port: the only one that the service has, else the one that the connection came for. */
function destinationCluster(
  { host, subset, port }: RouteDestination["destination"],
  namespace: string,
  { services, meshDomain, listenPort }: DestinationContext,
): string {
  const hostname = fullName(host, namespace, meshDomain);
  const service = services.get(hostname);
  const [only, ...others] = service?.ports ?? [];
  const number = port?.number ?? (only !== undefined && others.length === 0 ? only.number : listenPort);
  return clusterName(hostname, number, subset);
}
