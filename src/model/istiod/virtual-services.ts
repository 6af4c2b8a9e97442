import type { VirtualServiceSpec } from "../../resources/types/virtual-service.generated.ts";
import type { ConfigObject } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { byAge } from "./age.ts";

/** A VirtualService with its names written out. */
export interface MeshVirtualService {
  readonly name: string;
  readonly namespace: string;
  readonly created: string;
  /** Lower case, in full. */
  readonly hosts: readonly string[];
  /** `mesh`, or `namespace/name` of a Gateway. */
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[];
  readonly spec: VirtualServiceSpec;
  readonly object: ConfigObject;
}

export const MESH = "mesh";

/** All VirtualServices, oldest first. Source: istio pilot/pkg/model/virtualservice.go, ResolveVirtualServiceShortnames. */
export function virtualServices(world: World, meshDomain: string): MeshVirtualService[] {
  return byAge(world.of<VirtualServiceSpec>("VirtualService")).map((object) => {
    const { name, namespace, created, spec } = object;
    const gateways = spec.gateways ?? [];
    return {
      name,
      namespace,
      created,
      hosts: (spec.hosts ?? []).map((host) => fullName(host, namespace, meshDomain)),
      gateways: gateways.length === 0 ? [MESH] : gateways.map((gateway) => gatewayName(gateway, namespace)),
      exportTo: spec.exportTo ?? [],
      spec,
      object: object as unknown as ConfigObject,
    };
  });
}

/** `sleep` is the Service of the same namespace; everything with a dot (or a star) is taken as it stands. */
export function fullName(host: string, namespace: string, meshDomain: string): string {
  const lower = host.toLowerCase();
  return lower === "*" || lower.includes(".") ? lower : `${lower}.${namespace}.svc.${meshDomain}`;
}

/** `name`, `./name`, `namespace/name` and the old `name.namespace.svc.cluster.local`. Source: istio pilot/pkg/model/config.go, resolveGatewayName. */
export function gatewayName(gateway: string, namespace: string): string {
  if (gateway === MESH) return gateway;
  const [first = "", second] = gateway.split("/");
  if (second !== undefined) return `${first === "." ? namespace : first}/${second}`;
  const [name = "", otherNamespace] = gateway.split(".");
  return `${otherNamespace ?? namespace}/${name}`;
}
