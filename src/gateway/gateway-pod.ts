import type { Affinity, EnvVar, ResourceRequirements, SecurityContext } from "kubernetes-types/core/v1";
import { TERMINATION_GRACE_SECONDS } from "../nginx/container.ts";
import type { Plan } from "../plan/plan.ts";
import type { Scaling } from "../resources/horizontal-pod-autoscaler.ts";
import { usesNginx } from "./served-policies.ts";
import { confChecksum } from "./sni-proxy-config-map.ts";

/** What the gateway's pods have in common, whoever installs them. Requests and limits are those of Istio's own gateways. */
export const GATEWAY_RESOURCES: ResourceRequirements & {
  readonly requests: Record<string, string>;
  readonly limits: Record<string, string>;
} = {
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { cpu: "2000m", memory: "1024Mi" },
};

/** A connection that a workload holds open stays until it is done: Envoy leaves when the last one is closed, as nginx does. Proxies before 1.12 do not know it. */
export const GATEWAY_ENV: readonly EnvVar[] = [{ name: "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", value: "true" }];

export const DRAIN_SECONDS = TERMINATION_GRACE_SECONDS;

export function gatewayScaling(plan: Plan): Scaling {
  return { deployment: plan.gateway.name, minReplicas: 1, maxReplicas: 5, cpuPercent: 80 };
}

/** Labels of the pods by which Services and Gateways find them. */
export function gatewayLabels(plan: Plan): Record<string, string> {
  return { ...plan.gateway.selector };
}

/** Two containers only when nginx is one of them: then the pods roll when its conf changes. */
export function podAnnotations(plan: Plan): Record<string, string> {
  if (!usesNginx(plan)) return {};
  return {
    "checksum/nginx-conf": confChecksum(plan),
    // The injector would name nginx: to it, the gateway's own proxy is the sidecar.
    "kubectl.kubernetes.io/default-container": "istio-proxy",
  };
}

/** Prefers another node for each pod. For installers that have no place for topologySpreadConstraints in every release. */
export function spreadByAffinity(plan: Plan): Affinity & { readonly podAntiAffinity: object } {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            labelSelector: { matchLabels: gatewayLabels(plan) },
            topologyKey: "kubernetes.io/hostname",
          },
        },
      ],
    },
  };
}

/** The system calls that the container runtime allows by default: what Kubernetes' restricted Pod Security Standard asks for. */
export function seccompProfile({ target }: Plan): Pick<SecurityContext, "seccompProfile"> {
  return target.has("pod-seccomp-profile") ? { seccompProfile: { type: "RuntimeDefault" } } : {};
}
