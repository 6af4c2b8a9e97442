import { visibility, visibleIn } from "../../model/istiod/exports.ts";
import { gatewaysOf } from "../../model/istiod/gateway-servers.ts";
import type { MeshProxy } from "../../model/istiod/proxy.ts";
import { fullName, gatewayName, MESH, type MeshVirtualService } from "../../model/istiod/virtual-services.ts";
import type { FieldRef } from "../../model/world/config-object.ts";
import type { CheckedMesh } from "./checked-mesh.ts";
import { refTo } from "./refs.ts";

/** One destination of a VirtualService, as one proxy takes it. */
export interface RouteLeg {
  readonly virtualService: MeshVirtualService;
  readonly protocol: "http" | "tls" | "tcp";
  readonly proxy: MeshProxy;
  /** `mesh`, or `namespace/name` of a Gateway. */
  readonly gateway: string;
  /** Whether it is known where the proxy is, and so what it sees. */
  readonly certain: boolean;
  /** In full, lower case. */
  readonly host: string;
  readonly subset: string;
  /** That the destination names, else undefined. */
  readonly port: number | undefined;
  /** Names by which a TLS route is chosen. */
  readonly sniHosts: readonly string[];
  /** Ports that the conditions of the route name. */
  readonly listenPorts: readonly number[];
  /** The destination. */
  readonly ref: FieldRef;
}

interface Block {
  readonly match?: readonly {
    readonly gateways?: readonly string[];
    readonly port?: number;
    readonly sniHosts?: readonly string[];
  }[];
  readonly route?: readonly {
    readonly destination: { readonly host: string; readonly subset?: string; readonly port?: { number?: number } };
  }[];
}

/** Any workload of a namespace. */
export function clientProxy(namespace: string): MeshProxy {
  const name = `workloads of ${namespace}`;
  return { kind: "sidecar", namespace, name, labels: {}, serviceAccount: "default", dnsCapture: false };
}

export function routeLegs(mesh: CheckedMesh): RouteLeg[] {
  const servedBy = gatewaysByPods(mesh);
  return mesh.model.registry.virtualServices.flatMap((virtualService) =>
    virtualService.gateways.flatMap((gateway) => {
      const proxies =
        gateway === MESH
          ? clientNamespaces(virtualService).map((namespace) => ({ proxy: clientProxy(namespace), certain: true }))
          : (servedBy.get(gateway) ?? []).filter(
              ({ proxy, certain }) =>
                !certain || visibleIn(virtualService.exportTo, virtualService.namespace, proxy.namespace),
            );
      return proxies.flatMap(({ proxy, certain }) => legsOf(virtualService, gateway, proxy, certain, mesh));
    }),
  );
}

/** The pods that serve each Gateway, by `namespace/name`. */
export function gatewaysByPods(mesh: CheckedMesh): ReadonlyMap<string, CheckedMesh["gateways"]> {
  return mesh.once(gatewaysByPods, () => {
    const found = new Map<string, CheckedMesh["gateways"][number][]>();
    for (const pods of mesh.gateways) {
      for (const { namespace, name } of gatewaysOf(pods.proxy, mesh.world)) {
        const key = `${namespace}/${name}`;
        found.set(key, [...(found.get(key) ?? []), pods]);
      }
    }
    return found;
  });
}

/** Where a VirtualService surely counts: its own namespace if it is told of it, and those that it names. */
function clientNamespaces({ exportTo, namespace }: MeshVirtualService): string[] {
  const seen = visibility(exportTo, namespace);
  if (seen.kind === "public") return [namespace];
  return seen.kind === "nobody" ? [] : [...seen.names].sort();
}

function legsOf(
  virtualService: MeshVirtualService,
  gateway: string,
  proxy: MeshProxy,
  certain: boolean,
  { model }: CheckedMesh,
): RouteLeg[] {
  const { spec, object, namespace } = virtualService;
  return (["http", "tls", "tcp"] as const).flatMap((protocol) =>
    ((spec[protocol] ?? []) as readonly Block[]).flatMap(({ match = [], route = [] }, index) => {
      const matching = match.filter(({ gateways = [] }) => {
        return gateways.length === 0 || gateways.some((name) => gatewayName(name, namespace) === gateway);
      });
      if (match.length > 0 && matching.length === 0) return [];
      return route.map(({ destination }, at) => ({
        virtualService,
        protocol,
        proxy,
        gateway,
        certain,
        host: fullName(destination.host, namespace, model.settings.target.meshDomain),
        subset: destination.subset ?? "",
        port: destination.port?.number,
        sniHosts: matching.flatMap(({ sniHosts }) => sniHosts ?? []),
        listenPorts: [...new Set(matching.flatMap(({ port }) => port ?? []))],
        ref: refTo(object, "spec", protocol, index, "route", at, "destination"),
      }));
    }),
  );
}
