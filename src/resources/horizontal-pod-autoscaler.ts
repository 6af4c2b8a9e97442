import type { HorizontalPodAutoscalerSpec as SpecV1 } from "kubernetes-types/autoscaling/v1";
import type { HorizontalPodAutoscalerSpec as SpecV2 } from "kubernetes-types/autoscaling/v2";
import { apiVersionFor } from "../istio/api-version.ts";
import type { Release } from "../istio/release.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

export interface Scaling {
  /** The Deployment to scale. */
  readonly deployment: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Percent of what the containers request, on average over the pods. */
  readonly cpuPercent: number;
}

/** The two versions of autoscaling say the same thing in different fields. */
export function horizontalPodAutoscaler(placement: Placement, scaling: Scaling, release: Release): KubernetesObject {
  const common = {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: scaling.deployment },
    minReplicas: scaling.minReplicas,
    maxReplicas: scaling.maxReplicas,
  };
  const v1: SpecV1 = { ...common, targetCPUUtilizationPercentage: scaling.cpuPercent };
  const v2: SpecV2 = {
    ...common,
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: scaling.cpuPercent } },
      },
    ],
  };
  const spec = apiVersionFor("HorizontalPodAutoscaler", release) === "autoscaling/v1" ? v1 : v2;
  return kubernetesObject("HorizontalPodAutoscaler", placement, { spec }, release);
}
