import type { Plan } from "../plan/plan.ts";
import { istioOperator } from "../resources/istio-operator.ts";
import type { IstioOperatorOverlays, IstioOperatorSpec } from "../resources/types/istio-operator.generated.ts";
import { gatewayDisruptionBudget } from "./disruption-budget.ts";
import {
  DRAIN_SECONDS,
  GATEWAY_ENV,
  GATEWAY_RESOURCES,
  gatewayLabels,
  gatewayScaling,
  podAnnotations,
  spreadByAffinity,
} from "./gateway-pod.ts";
import { gatewayPorts } from "./gateway-ports.ts";
import type { Installation } from "./installation.ts";
import { istioOwnNameNotes } from "./istio-own-name.ts";
import { usesNginx } from "./served-policies.ts";
import { sniProxyContainer, sniProxyVolumes } from "./sni-proxy-container.ts";

const FILE = "istio-operator.yaml";

/** An IstioOperator file with nothing but this gateway in it. `istioctl` reads it; no cluster needs the operator. */
export function installByOperator(plan: Plan): Installation {
  const { name, namespace } = plan.gateway;
  return {
    resources: [gatewayDisruptionBudget(plan)],
    artifacts: [
      {
        kind: "IstioOperator",
        fileName: FILE,
        why: "The egress gateway and what stands beside it, for istioctl to render.",
        content: istioOperator({ name, namespace, instance: name }, operatorSpec(plan), plan.target.release),
      },
    ],
    notes: [
      {
        severity: "info",
        code: "gateway-by-operator",
        what: `the gateway itself comes from istioctl, with ${FILE}`,
        why: "the manifests beside it configure a gateway that is there; they do not bring its pods",
        fix: `apply the manifests, then, with the istioctl of the mesh's own release: istioctl manifest generate -f ${FILE} | kubectl apply -f -`,
      },
      ...istioOwnNameNotes(plan),
    ],
  };
}

function operatorSpec(plan: Plan): IstioOperatorSpec {
  const { name, namespace, revision } = plan.gateway;
  const { minReplicas, maxReplicas } = gatewayScaling(plan);
  const annotations = podAnnotations(plan);
  return {
    // Nothing else of Istio: the control plane stays as it is.
    profile: "empty",
    ...(revision === undefined ? {} : { revision }),
    components: {
      egressGateways: [
        {
          name,
          namespace,
          enabled: true,
          label: gatewayLabels(plan),
          k8s: {
            // Without metrics: the chart's own, 80 % CPU, are in the version of autoscaling that the release renders.
            hpaSpec: { minReplicas, maxReplicas },
            service: { type: "ClusterIP", ports: gatewayPorts(plan) },
            resources: GATEWAY_RESOURCES,
            env: [...GATEWAY_ENV],
            affinity: spreadByAffinity(plan),
            ...(Object.keys(annotations).length > 0 ? { podAnnotations: annotations } : {}),
            overlays: [deploymentOverlay(plan)],
          },
        },
      ],
    },
  };
}

/** For what IstioOperator has no field: patches of the rendered Deployment. `[-1]` appends. */
function deploymentOverlay(plan: Plan): IstioOperatorOverlays {
  const pod = "spec.template.spec";
  return {
    kind: "Deployment",
    name: plan.gateway.name,
    patches: [
      { path: `${pod}.terminationGracePeriodSeconds`, value: DRAIN_SECONDS },
      ...(usesNginx(plan)
        ? [
            { path: `${pod}.containers[-1]`, value: sniProxyContainer(plan) },
            ...sniProxyVolumes().map((volume) => ({ path: `${pod}.volumes[-1]`, value: volume })),
          ]
        : []),
    ],
  };
}
