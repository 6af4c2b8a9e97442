import type { ConfigObject } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { serviceProtocol } from "./protocol.ts";
import type { MeshService } from "./service.ts";

interface ServiceSpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly clusterIP?: string;
  readonly type?: string;
  readonly ports?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly protocol?: string;
    readonly appProtocol?: string;
    readonly targetPort?: number | string;
  }[];
}

/** What istiod makes of Kubernetes Services. Source: istio pkg/kube/… and pilot/pkg/serviceregistry/kube/conversion.go, ConvertService. */
export function kubernetesServices(world: World, meshDomain: string): MeshService[] {
  return world.of<ServiceSpec>("Service").map((service) => {
    const { spec } = service;
    const object = service as unknown as ConfigObject;
    const headless = spec.clusterIP === "None";
    return {
      hostname: `${service.name}.${service.namespace}.svc.${meshDomain}`,
      namespace: service.namespace,
      name: service.name,
      created: service.created,
      registry: "kubernetes",
      external: false,
      ports: (spec.ports ?? []).map((port, index) => ({
        number: port.port,
        name: port.name ?? "",
        protocol: serviceProtocol(port),
        targetPort: port.targetPort ?? port.port,
        ref: { object, path: ["spec", "ports", index] },
      })),
      resolution: headless ? "none" : "static",
      // A Service that was never in a cluster has no address yet; what stands for it keeps its listeners apart from others'.
      address: headless ? "" : (spec.clusterIP ?? clusterAddress(service)),
      allocatedAddress: "",
      exportTo: exportToAnnotation(service),
      selector: spec.selector,
      endpoints: [],
      object,
      ref: { object, path: ["metadata", "name"] },
      assumed: false,
    };
  });
}

function clusterAddress({ name, namespace }: ConfigObject<ServiceSpec>): string {
  return `cluster-ip-of-${name}-in-${namespace}`;
}

function exportToAnnotation({ annotations }: ConfigObject<ServiceSpec>): string[] {
  return (annotations["networking.istio.io/exportTo"] ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
