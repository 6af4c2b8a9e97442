import { visibleIn } from "../../model/istiod/exports.ts";
import { concerns } from "../../model/istiod/gateway-listener.ts";
import { type GatewayServer, gatewayServers, type MergedServers } from "../../model/istiod/gateway-servers.ts";
import { gatewayName, type MeshVirtualService } from "../../model/istiod/virtual-services.ts";
import type { IndexedListener } from "../../model/mesh-model.ts";
import type { CheckedMesh } from "./checked-mesh.ts";
import type { GatewayPods } from "./gateway-pods.ts";

/** One port of a gateway's pods: the servers on it, and the listener that they make, if they make one. */
export interface ServedPort {
  readonly pods: GatewayPods;
  readonly port: number;
  readonly merged: MergedServers;
  readonly made: IndexedListener | undefined;
}

export function servedPorts(mesh: CheckedMesh): readonly ServedPort[] {
  const { model } = mesh;
  return mesh.once(servedPorts, () =>
    mesh.gateways.flatMap((pods) =>
      pods.ports.map((port) => ({
        pods,
        port,
        merged: gatewayServers(pods.proxy, port, model.world, model.registry.services),
        made: model.gatewayListener(pods.proxy, port),
      })),
    ),
  );
}

/** VirtualServices that are bound to a server's Gateway, that its pods are told of, and that have a name in common with it; oldest first. */
export function boundTo(
  server: GatewayServer,
  { proxy, certain }: GatewayPods,
  mesh: CheckedMesh,
): MeshVirtualService[] {
  return boundByGateway(mesh, server.gateway).filter(
    (one) => concerns(one, server) && (!certain || visibleIn(one.exportTo, one.namespace, proxy.namespace)),
  );
}

/** VirtualServices that name a Gateway (`namespace/name`), oldest first. */
export function boundByGateway(mesh: CheckedMesh, gateway: string): readonly MeshVirtualService[] {
  const index = mesh.once(boundByGateway, () => {
    const found = new Map<string, MeshVirtualService[]>();
    for (const one of mesh.model.registry.virtualServices) {
      for (const name of new Set(one.gateways)) {
        const known = found.get(name);
        if (known === undefined) found.set(name, [one]);
        else known.push(one);
      }
    }
    return found;
  });
  return index.get(gateway) ?? [];
}

/** Whether one of the conditions of a rule is for a server; a rule without conditions is for all. */
export function fitsServer(
  match: readonly { readonly port?: number; readonly gateways?: readonly string[] }[] | undefined,
  { server, gateway }: GatewayServer,
  namespace: string,
): boolean {
  if (match === undefined || match.length === 0) return true;
  return match.some(
    ({ port, gateways = [] }) =>
      (!port || port === server.port.number) &&
      (gateways.length === 0 || gateways.some((name) => gatewayName(name, namespace) === gateway)),
  );
}
