import { autoscalerOf } from "../../mesh/autoscaled.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { gatewayPodSpecs } from "../../mesh/pod-specs.ts";
import { refTo } from "../../mesh/refs.ts";

export const singleReplica: MeshRule = {
  code: "WE0414",
  id: "single-replica",
  layer: "security",
  level: "info",
  title: "a gateway with one pod",
  why: "while it restarts, nothing gets out",
  fix: "run two or more, with a PodDisruptionBudget",
  kinds: ["apps/Deployment", "autoscaling/HorizontalPodAutoscaler"],
  *meshProblems(mesh) {
    for (const { object } of gatewayPodSpecs(mesh)) {
      if (object.kind !== "Deployment") continue;
      const autoscaler = autoscalerOf(object, mesh);
      const own = (object.spec as { replicas?: number }).replicas;
      const replicas = autoscaler === undefined ? (own ?? 1) : (autoscaler.spec.minReplicas ?? 1);
      if (replicas !== 1) continue;
      const at =
        autoscaler === undefined ? refTo(object, "spec", "replicas") : refTo(autoscaler, "spec", "minReplicas");
      yield { at, says: `the gateway ${object.namespace}/${object.name} runs in one pod` };
    }
  },
};
