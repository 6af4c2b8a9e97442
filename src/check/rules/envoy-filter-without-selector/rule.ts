import type { EnvoyFilterSpec } from "../../../resources/types/envoy-filter.generated.ts";
import { ENVOY_FILTER } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const envoyFilterWithoutSelector: MeshRule = {
  code: "WE0402",
  id: "envoy-filter-without-selector",
  layer: "security",
  level: "warning",
  title: "an EnvoyFilter for gateways that changes all of them",
  why: "without a workloadSelector an EnvoyFilter of the root namespace changes every proxy of the mesh that its context fits, and one of another namespace every proxy there. What was meant for the egress gateway opens the ingress too",
  fix: "add workloadSelector with the labels of the gateway's pods",
  kinds: [ENVOY_FILTER],
  *meshProblems({ world, model }) {
    for (const filter of world.of<EnvoyFilterSpec>("EnvoyFilter")) {
      const { workloadSelector, targetRefs, configPatches = [] } = filter.spec;
      const selected = Object.keys(workloadSelector?.labels ?? {}).length > 0 || (targetRefs ?? []).length > 0;
      if (selected || Object.keys(filter.labels).some((label) => label.startsWith("install.operator.istio.io/")))
        continue;
      const index = configPatches.findIndex(({ match }) => (match?.context ?? "ANY") === "GATEWAY");
      const mesh = filter.namespace === model.settings.rootNamespace;
      yield {
        at: refTo(filter, ...(index < 0 ? ["spec"] : ["spec", "configPatches", index, "match", "context"])),
        says: mesh
          ? "this changes proxies of the whole mesh"
          : `this changes every proxy of namespace ${filter.namespace}`,
        // For sidecars that may well be what is meant.
        ...(mesh && index >= 0 ? {} : { level: "info" as const }),
      };
    }
  },
};
