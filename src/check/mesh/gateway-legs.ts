import type { UpstreamTls } from "../../model/envoy/listener.ts";
import { targetPortOf } from "../../model/istiod/gateway-servers.ts";
import { selects } from "../../model/istiod/proxy.ts";
import { MESH } from "../../model/istiod/virtual-services.ts";
import type { IndexedListener } from "../../model/mesh-model.ts";
import type { CheckedMesh } from "./checked-mesh.ts";
import { clusterOfLeg, portsOfLeg, serviceOfLeg } from "./leg-ports.ts";
import type { RouteLeg } from "./route-legs.ts";
import { type ServedPort, servedPorts } from "./served-listeners.ts";

/** A sidecar's route to a gateway whose Gateways were read. */
export interface GatewayLeg {
  readonly leg: RouteLeg;
  /** TLS that the sidecar puts around the connection. */
  readonly tls: UpstreamTls | undefined;
  readonly served: ServedPort;
  readonly listener: IndexedListener;
}

/** Where routes of sidecars end at a gateway's listener that istiod makes and Envoy takes. */
export function* gatewayLegs(mesh: CheckedMesh): Generator<GatewayLeg> {
  const byPlace = new Map(servedPorts(mesh).map((served) => [`${served.pods.proxy.name} ${served.port}`, served]));
  for (const leg of mesh.legs) {
    const service = leg.gateway === MESH ? serviceOfLeg(leg, mesh) : undefined;
    if (service?.registry !== "kubernetes" || service.selector === undefined) continue;
    const [number] = portsOfLeg(leg, mesh);
    const port = service.ports.find((one) => one.number === number);
    if (port === undefined) continue;
    const cluster = clusterOfLeg(leg, port.number, leg.subset, mesh);
    if (cluster === undefined || cluster.unknown !== undefined) continue;
    for (const pods of mesh.gateways) {
      if (!pods.certain || pods.proxy.namespace !== service.namespace) continue;
      if (!selects(service.selector, pods.proxy.labels)) continue;
      const served = byPlace.get(`${pods.proxy.name} ${targetPortOf(port, pods.proxy)}`);
      if (served?.made === undefined || served.made.listener.fault !== undefined) continue;
      yield { leg, tls: cluster.tls, served, listener: served.made };
    }
  }
}
