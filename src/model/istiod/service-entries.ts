import { ipVersion } from "../../plan/addresses.ts";
import type { ServiceEntryPorts, ServiceEntrySpec } from "../../resources/types/service-entry.generated.ts";
import type { MeshSettings } from "../mesh-settings.ts";
import type { ConfigObject } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { isWildcard } from "./host-name.ts";
import { parseProtocol } from "./protocol.ts";
import type { MeshService, Resolution, ServicePort } from "./service.ts";

const RESOLUTIONS: Readonly<Record<string, Resolution>> = {
  NONE: "none",
  STATIC: "static",
  DNS: "dns",
  DNS_ROUND_ROBIN: "dns-round-robin",
  DYNAMIC_DNS: "dynamic-dns",
};

/**
 * What istiod makes of ServiceEntries: one service for each host, or for each host and address.
 *
 * Source: istio pilot/pkg/serviceregistry/serviceentry/conversion.go, convertServices.
 */
export function serviceEntryServices(world: World, settings: MeshSettings): MeshService[] {
  return world.of<ServiceEntrySpec>("ServiceEntry").flatMap((entry) => servicesOf(entry, settings));
}

function servicesOf(entry: ConfigObject<ServiceEntrySpec>, settings: MeshSettings): MeshService[] {
  const { spec } = entry;
  const object = entry as unknown as ConfigObject;
  const addresses = (spec.addresses ?? []).map(withoutHostLength);
  const common = {
    namespace: entry.namespace,
    created: entry.created,
    registry: "external",
    external: (spec.location ?? "MESH_EXTERNAL") === "MESH_EXTERNAL",
    ports: (spec.ports ?? []).map((port, index) => servicePort(port, index, object)),
    resolution: RESOLUTIONS[spec.resolution ?? "NONE"] ?? "none",
    exportTo: spec.exportTo ?? [],
    selector: spec.workloadSelector?.labels,
    endpoints: (spec.endpoints ?? []).map((endpoint, index) => ({
      address: endpoint.address ?? "",
      ports: endpoint.ports ?? {},
      labels: endpoint.labels ?? {},
      ref: { object, path: ["spec", "endpoints", index] },
    })),
    object,
    assumed: false,
  } as const;
  return spec.hosts.flatMap((host, index) => {
    const hostname = host.toLowerCase();
    const ref = { object, path: ["spec", "hosts", index] };
    const allocatedAddress = allocated(entry, hostname, settings);
    return (addresses.length === 0 ? [""] : addresses).map((address) => ({
      ...common,
      hostname,
      name: host,
      address,
      allocatedAddress,
      ref,
    }));
  });
}

/** `10.0.0.1/32` is an address, not a range. */
function withoutHostLength(address: string): string {
  const [ip = "", length] = address.split("/");
  return length === (ipVersion(ip) === 6 ? "128" : "32") ? ip : address;
}

function servicePort(port: ServiceEntryPorts, index: number, object: ConfigObject): ServicePort {
  return {
    number: port.number,
    name: port.name,
    protocol: parseProtocol(port.protocol),
    targetPort: port.targetPort ?? port.number,
    ref: { object, path: ["spec", "ports", index] },
  };
}

/**
 * The address that istiod allocates for a host that has none, where it does: never with resolution NONE, and for wildcards only with
 * DYNAMIC_DNS. It stands in the object's status; of an object that was never in a cluster it is not known, and a name stands for it.
 *
 * Source: istio pilot/pkg/networking/serviceentry/ip_autoallocation.go.
 */
function allocated(entry: ConfigObject<ServiceEntrySpec>, hostname: string, settings: MeshSettings): string {
  const { spec, labels } = entry;
  const dynamic = spec.resolution === "DYNAMIC_DNS";
  if ((spec.resolution ?? "NONE") === "NONE" || (spec.addresses ?? []).length > 0) return "";
  if (labels["networking.istio.io/enable-autoallocate-ip"] === "false") return "";
  if (isWildcard(hostname) && !(dynamic && settings.target.has("dynamic-dns-sidecar"))) return "";
  const status = entry.value.status as { addresses?: { value?: string; host?: string }[] } | undefined;
  const known = status?.addresses?.find(
    ({ host, value }) => host?.toLowerCase() === hostname && ipVersion(value ?? "") === 4,
  );
  return known?.value ?? `address-of-${hostname}-of-${entry.name}-in-${entry.namespace}`;
}
