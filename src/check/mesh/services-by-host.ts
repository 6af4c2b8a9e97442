import type { MeshService } from "../../model/istiod/service.ts";
import type { CheckedMesh } from "./checked-mesh.ts";
import { grouped } from "./grouped.ts";

/** The services of each host, of all namespaces, in the registry's order. */
export function servicesByHost(mesh: CheckedMesh): ReadonlyMap<string, readonly MeshService[]> {
  return mesh.once(servicesByHost, () => grouped(mesh.model.registry.services, ({ hostname }) => hostname));
}
