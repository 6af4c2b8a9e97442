import type { ConfigObject } from "../../model/world/config-object.ts";
import type { CheckedMesh } from "./checked-mesh.ts";

interface AutoscalerSpec {
  readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  readonly minReplicas?: number;
}

/** The HorizontalPodAutoscaler of a Deployment, if one was read. */
export function autoscalerOf(deployment: ConfigObject, mesh: CheckedMesh): ConfigObject<AutoscalerSpec> | undefined {
  const byTarget = mesh.once(autoscalerOf, () => {
    const all = mesh.world.of<AutoscalerSpec>("HorizontalPodAutoscaler");
    return new Map(
      all.map((one) => [`${one.namespace}/${one.spec.scaleTargetRef?.kind}/${one.spec.scaleTargetRef?.name}`, one]),
    );
  });
  return byTarget.get(`${deployment.namespace}/Deployment/${deployment.name}`);
}
