import type { Plan } from "../plan/plan.ts";
import { gatewayDisruptionBudget } from "./disruption-budget.ts";
import {
  DRAIN_SECONDS,
  GATEWAY_ENV,
  GATEWAY_RESOURCES,
  gatewayScaling,
  podAnnotations,
  spreadByAffinity,
} from "./gateway-pod.ts";
import { gatewayPorts } from "./gateway-ports.ts";
import type { Installation } from "./installation.ts";
import { usesNginx } from "./served-policies.ts";
import { sniProxyContainer, sniProxyVolumes } from "./sni-proxy-container.ts";

const FILE = "gateway-values.yaml";

/** Values for Istio's `gateway` chart. Only keys that the chart of every release since its first has, and with nginx those of 1.27. */
export function installByHelm(plan: Plan): Installation {
  const { name, namespace } = plan.gateway;
  return {
    resources: [gatewayDisruptionBudget(plan)],
    artifacts: [
      {
        kind: "HelmValues",
        fileName: FILE,
        why: "Values for Istio's gateway chart: the egress gateway and what stands beside it.",
        content: gatewayValues(plan),
      },
    ],
    notes: [
      {
        severity: "info",
        code: "gateway-by-helm",
        what: `the gateway itself comes from Istio's gateway chart, with ${FILE}`,
        why: "the manifests beside it configure a gateway that is there; they do not bring its pods",
        fix: `apply the manifests, then: helm upgrade --install ${name} istio/gateway --namespace ${namespace} --version ${plan.target.release.name}.x -f ${FILE}`,
      },
    ],
  };
}

function gatewayValues(plan: Plan): Readonly<Record<string, unknown>> {
  const { name, revision, selector } = plan.gateway;
  const { minReplicas, maxReplicas, cpuPercent } = gatewayScaling(plan);
  return {
    name,
    ...(revision === undefined ? {} : { revision }),
    labels: { ...selector },
    service: {
      type: "ClusterIP",
      ports: gatewayPorts(plan).map((port) => ({ ...port, protocol: "TCP" })),
    },
    autoscaling: { enabled: true, minReplicas, maxReplicas, targetCPUUtilizationPercentage: cpuPercent },
    resources: GATEWAY_RESOURCES,
    env: Object.fromEntries(GATEWAY_ENV.map((variable) => [variable.name, variable.value])),
    affinity: spreadByAffinity(plan),
    ...(usesNginx(plan)
      ? {
          podAnnotations: podAnnotations(plan),
          terminationGracePeriodSeconds: DRAIN_SECONDS,
          additionalContainers: [sniProxyContainer(plan)],
          volumes: sniProxyVolumes(),
        }
      : {}),
  };
}
