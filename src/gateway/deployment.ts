import type { DeploymentSpec } from "kubernetes-types/apps/v1";
import type { Container, TopologySpreadConstraint } from "kubernetes-types/core/v1";
import type { Plan } from "../plan/plan.ts";
import {
  DRAIN_SECONDS,
  GATEWAY_ENV,
  GATEWAY_RESOURCES,
  gatewayLabels,
  podAnnotations,
  seccompProfile,
} from "./gateway-pod.ts";
import { gatewayPorts } from "./gateway-ports.ts";
import { usesNginx } from "./served-policies.ts";
import { sniProxyContainer, sniProxyVolumes } from "./sni-proxy-container.ts";

/** The user that Istio's proxy runs as. Named here because the image itself names none that Kubernetes could check before it starts. */
const PROXY_UID = 1337;

/** Pods that Istio's injection template turns into a gateway. Without `replicas`: the autoscaler sets them, and a second apply must not undo that. */
export function gatewayDeploymentSpec(plan: Plan, serviceAccountName: string): DeploymentSpec {
  const nginx = usesNginx(plan);
  return {
    selector: { matchLabels: gatewayLabels(plan) },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: {
        labels: injectionLabels(plan),
        annotations: {
          "inject.istio.io/templates": "gateway",
          // The label above says the same; injectors before 1.10 read the annotation alone.
          "sidecar.istio.io/inject": "true",
          ...podAnnotations(plan),
        },
      },
      spec: {
        serviceAccountName,
        terminationGracePeriodSeconds: DRAIN_SECONDS,
        topologySpreadConstraints: spread(plan),
        containers: [gatewayContainer(plan), ...(nginx ? [sniProxyContainer(plan)] : [])],
        ...(nginx ? { volumes: sniProxyVolumes() } : {}),
      },
    },
  };
}

function injectionLabels(plan: Plan): Record<string, string> {
  const { revision } = plan.gateway;
  return {
    ...gatewayLabels(plan),
    // A gateway is not to be caught by ambient's ztunnel, in a namespace that is enrolled.
    "istio.io/dataplane-mode": "none",
    ...(revision === undefined ? {} : { "istio.io/rev": revision }),
    "sidecar.istio.io/inject": "true",
  };
}

/** The injector fills in image, arguments, readiness probe, certificates and volumes; what stands here wins over its template. */
function gatewayContainer(plan: Plan): Container {
  return {
    name: "istio-proxy",
    image: "auto",
    env: [...GATEWAY_ENV],
    ports: [
      ...gatewayPorts(plan).map(({ name, targetPort }) => ({
        name,
        containerPort: targetPort,
        protocol: "TCP" as const,
      })),
      { name: "http-envoy-prom", containerPort: 15_090, protocol: "TCP" },
    ],
    resources: GATEWAY_RESOURCES,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: PROXY_UID,
      runAsNonRoot: true,
      runAsUser: PROXY_UID,
      ...seccompProfile(plan),
    },
  };
}

/** Over zones and nodes, where it can be had: a cluster of one node still gets all its pods. */
function spread(plan: Plan): TopologySpreadConstraint[] {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: gatewayLabels(plan) },
  }));
}
