import { shellCommand } from "../shell/quote.ts";

/** The label that every resource of wildegress carries. */
export const MANAGED_SELECTOR = "app.kubernetes.io/managed-by=wildegress";

/**
 * Every kind that `gen` can emit, as kubectl names it, in the reverse of the order in which they are applied: what sends traffic goes before what
 * receives it. A test holds this against what the strategies, gateways and hardening make.
 */
export const EMITTED_KINDS = [
  "networkpolicy.networking.k8s.io",
  "sidecar.networking.istio.io",
  "virtualservice.networking.istio.io",
  "tlsroute.gateway.networking.k8s.io",
  "gateway.networking.istio.io",
  "destinationrule.networking.istio.io",
  "serviceentry.networking.istio.io",
  "gateway.gateway.networking.k8s.io",
  "envoyfilter.networking.istio.io",
  "authorizationpolicy.security.istio.io",
  "poddisruptionbudget.policy",
  "horizontalpodautoscaler.autoscaling",
  "deployment.apps",
  "service",
  "configmap",
  "rolebinding.rbac.authorization.k8s.io",
  "role.rbac.authorization.k8s.io",
  "serviceaccount",
  // The curl pod of `verify --deploy-source`, should one have stayed.
  "pod",
] as const;

/**
 * Deletes by label whatever is there. One command for each kind: in a common one, a kind that the cluster does not have (the Gateway API's)
 * would keep kubectl from deleting any.
 *
 * @param namespace `undefined`: all namespaces
 */
export function deleteByLabel(namespace: string | undefined): string {
  const where = namespace === undefined ? ["--all-namespaces"] : ["-n", namespace];
  const place = namespace === undefined ? "in all namespaces" : `in one namespace`;
  return `${[
    `# Deletes everything that wildegress ever made, ${place}. Nothing is deleted until you run this.`,
    "# kubectl complains about kinds that the cluster does not have; that does no harm.",
    ...EMITTED_KINDS.map((kind) => shellCommand(["kubectl", "delete", kind, "-l", MANAGED_SELECTOR, ...where])),
  ].join("\n")}\n`;
}
