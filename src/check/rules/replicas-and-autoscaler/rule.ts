import { autoscalerOf } from "../../mesh/autoscaled.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { gatewayPodSpecs } from "../../mesh/pod-specs.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const replicasAndAutoscaler: MeshRule = {
  code: "WE0415",
  id: "replicas-and-autoscaler",
  layer: "security",
  level: "warning",
  title: "a gateway's number of pods that two set",
  why: "each time the Deployment is applied it goes back to its own number, whatever the load: pods that carry connections end",
  fix: "take replicas out of the Deployment; the HorizontalPodAutoscaler sets it",
  kinds: ["apps/Deployment", "autoscaling/HorizontalPodAutoscaler"],
  *meshProblems(mesh) {
    for (const { object } of gatewayPodSpecs(mesh)) {
      const autoscaler = object.kind === "Deployment" ? autoscalerOf(object, mesh) : undefined;
      if (autoscaler === undefined || (object.spec as { replicas?: number }).replicas === undefined) continue;
      yield {
        at: refTo(object, "spec", "replicas"),
        says: `${nameOf(autoscaler)} sets the number of pods too`,
        related: [{ ref: refTo(autoscaler, "spec", "scaleTargetRef"), words: nameOf(autoscaler) }],
      };
    }
  },
};
