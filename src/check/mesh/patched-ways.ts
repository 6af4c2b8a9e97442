import { at, text } from "../../model/envoy-filters/json.ts";
import { type Patch, patchesFor } from "../../model/envoy-filters/patches.ts";
import type { MeshProxy } from "../../model/istiod/proxy.ts";
import { OLD_NAMES } from "../admission/envoy-patches.ts";
import type { CheckedMesh } from "./checked-mesh.ts";

/** Whether an EnvoyFilter gives a proxy's TCP connections another cluster than the one that a route names: then the route's does not count. */
export function hasOtherCluster(proxy: MeshProxy, mesh: CheckedMesh): boolean {
  return filterPatches(proxy, mesh).some(
    ({ operation, match, value }) =>
      operation === "MERGE" &&
      /\.tcp_proxy$/.test(filterName(match)) &&
      text(at(value, "typed_config"), "cluster") !== "",
  );
}

/**
 * Whether a sidecar gives the SNI of a client to the mutual TLS that it puts around the connection: by Istio's own filter
 * forward_downstream_sni, which its proxy had until 1.19.
 */
export function forwardsSni(proxy: MeshProxy, mesh: CheckedMesh): boolean {
  if (!mesh.has("istio-sni-filters")) return false;
  return filterPatches(proxy, mesh).some(({ operation, value }) => {
    return operation.startsWith("INSERT") && text(value, "name") === "forward_downstream_sni";
  });
}

/** Patches of network filters that take hold. From 1.19 on old names match nothing, and a filter without a type is none. */
function filterPatches(proxy: MeshProxy, mesh: CheckedMesh): readonly Patch[] {
  const lenient = mesh.has("old-filter-names");
  return patchesFor(proxy, mesh.world, mesh.model.settings).filter(({ applyTo, match, value }) => {
    if (applyTo !== "NETWORK_FILTER") return false;
    const name = filterName(match);
    if (name === "mixer") return mesh.has("mixer");
    return lenient || (!OLD_NAMES.has(name) && at(value, "typed_config") !== undefined);
  });
}

function filterName(match: unknown): string {
  return text(at(match, "listener", "filter_chain", "filter"), "name");
}
