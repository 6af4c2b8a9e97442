import { type Patch, patchesFor } from "../../model/envoy-filters/patches.ts";
import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { EnvoyFilterSpec } from "../../resources/types/envoy-filter.generated.ts";
import type { CheckedMesh } from "./checked-mesh.ts";

/** The patches of EnvoyFilters that meet in one proxy. */
export interface PatchGroup {
  readonly proxy: MeshProxy;
  /** Undefined where only EnvoyFilters speak of the proxy. */
  readonly ports: readonly number[] | undefined;
  readonly patches: readonly Patch[];
}

/** For the pods of gateways, and for whatever the EnvoyFilters themselves select. */
export function patchGroups(mesh: CheckedMesh): readonly PatchGroup[] {
  return mesh.once(patchGroups, () => {
    const { model } = mesh;
    const filters = model.world.of<EnvoyFilterSpec>("EnvoyFilter");
    if (filters.length === 0) return [];
    const selected = new Map<string, MeshProxy>();
    for (const { namespace, spec } of filters) {
      const labels = spec.workloadSelector?.labels ?? {};
      for (const kind of ["gateway", "sidecar"] as const) {
        const name = `pods of ${namespace}`;
        const key = JSON.stringify([kind, namespace, Object.entries(labels).sort()]);
        selected.set(key, { kind, namespace, name, labels, serviceAccount: "", dnsCapture: false });
      }
    }
    const groups = [
      ...mesh.gateways.map(({ proxy, ports }) => ({ proxy, ports })),
      ...[...selected.values()].map((proxy) => ({ proxy, ports: undefined })),
    ];
    return groups.map((group) => ({ ...group, patches: patchesFor(group.proxy, model.world, model.settings) }));
  });
}
