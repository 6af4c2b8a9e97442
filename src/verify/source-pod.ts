import type { Plan } from "../plan/plan.ts";
import { type KubernetesObject, managedLabels } from "../resources/resource.ts";
import type { Identity } from "./source.ts";

/** A pod that nobody took away (the machine died) ends by itself after this time. */
const LIFE_SECONDS = 1800;

/** The name of the container that has curl. */
export const SOURCE_CONTAINER = "curl";

/**
 * The curl pod. It asks to be injected in both ways that Istio ever had (annotation and label), and needs no rights of its own.
 *
 * @param suffix makes the name unique: two runs side by side must not share a pod
 */
export function sourcePod(identity: Identity, suffix: string, image: string, plan: Plan): KubernetesObject {
  const ambient = plan.target.dataPlane === "ambient";
  const { revision } = plan.gateway;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `wildegress-verify-${suffix}`,
      ...(identity.namespace === undefined ? {} : { namespace: identity.namespace }),
      labels: {
        app: "wildegress-verify",
        ...managedLabels("verify"),
        ...(revision === undefined ? {} : { "istio.io/rev": revision }),
        ...(ambient ? { "istio.io/dataplane-mode": "ambient" } : { "sidecar.istio.io/inject": "true" }),
      },
      ...(ambient ? {} : { annotations: { "sidecar.istio.io/inject": "true" } }),
    },
    spec: {
      ...(identity.serviceAccount === undefined ? {} : { serviceAccountName: identity.serviceAccount }),
      automountServiceAccountToken: true,
      restartPolicy: "Never",
      activeDeadlineSeconds: LIFE_SECONDS,
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: SOURCE_CONTAINER,
          image,
          command: ["sleep", String(LIFE_SECONDS)],
          resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            runAsUser: 100,
            seccompProfile: { type: "RuntimeDefault" },
          },
        },
      ],
    },
  };
}
