import type { Container, Volume } from "kubernetes-types/core/v1";
import { CONF_MOUNT_PATH, NGINX_COMMAND, NGINX_IMAGE, NGINX_UID, preStopCommand, RUN_DIR } from "../nginx/container.ts";
import type { Plan } from "../plan/plan.ts";
import { seccompProfile } from "./gateway-pod.ts";
import { SNI_PROXY_CONFIG_MAP } from "./sni-proxy-config-map.ts";

const CONFIG_VOLUME = "sni-proxy-config";
const RUN_VOLUME = "sni-proxy-run";
const NO_TOKEN_VOLUME = "no-api-token";

/**
 * nginx beside the gateway, in the gateway's own pod: it is reached over loopback and from nowhere else.
 *
 * No liveness probe: nginx's master is the container's first process, and when it ends Kubernetes starts the container again anyway.
 */
export function sniProxyContainer(plan: Plan): Container {
  return {
    name: "sni-proxy",
    image: NGINX_IMAGE,
    command: [...NGINX_COMMAND],
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "2000m", memory: "512Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: NGINX_UID,
      runAsNonRoot: true,
      runAsUser: NGINX_UID,
      ...seccompProfile(plan),
    },
    // nginx listens on loopback, where the kubelet's TCP and HTTP probes, which go to the pod's address, do not arrive. It writes its
    // pid file once its listeners are open, and takes it away when it has drained.
    readinessProbe: {
      exec: { command: ["test", "-s", `${RUN_DIR}/nginx.pid`] },
      initialDelaySeconds: 1,
      periodSeconds: 5,
    },
    lifecycle: { preStop: { exec: { command: [...preStopCommand()] } } },
    volumeMounts: [
      { name: CONFIG_VOLUME, mountPath: CONF_MOUNT_PATH, readOnly: true },
      { name: RUN_VOLUME, mountPath: RUN_DIR },
      // The pod's service account may read the Secrets of the namespace. nginx has no use for that: where something is mounted
      // already, Kubernetes does not put the token.
      { name: NO_TOKEN_VOLUME, mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", readOnly: true },
    ],
  };
}

export function sniProxyVolumes(): Volume[] {
  return [
    { name: CONFIG_VOLUME, configMap: { name: SNI_PROXY_CONFIG_MAP } },
    { name: RUN_VOLUME, emptyDir: {} },
    { name: NO_TOKEN_VOLUME, emptyDir: {} },
  ];
}
