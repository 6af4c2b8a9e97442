import type { Plan, Policy } from "../plan/plan.ts";
import type { CheckOptions, ProxyPods } from "./check.ts";

/** The egress gateway's pods, by the labels of the plan. */
export function gatewayPods(plan: Plan) {
  const selector = Object.entries(plan.gateway.selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  return {
    where: "egress gateway" as const,
    namespace: plan.gateway.namespace,
    selector,
    container: "istio-proxy",
  };
}

/** Each client namespace has a waypoint of its own; with several it is the one beside the source. */
export function waypointPods(policy: Policy, plan: Plan): ProxyPods {
  const [only, ...others] = policy.clientNamespaces;
  const namespace = others.length === 0 ? only : undefined;
  const selector = `gateway.networking.k8s.io/gateway-name=${plan.gateway.waypoint}`;
  return { where: "waypoint", namespace, selector, container: "istio-proxy" };
}

/** The sidecar of the source, where the source is a pod. */
export function sourceProxy(options: CheckOptions): ProxyPods | undefined {
  return options.sourceIsPod ? { where: "source", container: "istio-proxy" } : undefined;
}

/** `kubectl exec` into a pod of the proxy, as a person would type it. */
export function execIn(proxy: ProxyPods): string[] {
  return ["kubectl", "exec", ...namespaceOf(proxy), "POD", "-c", proxy.container, "--"];
}

/** The `-n` of a command as a person would type it. */
export function namespaceOf(proxy: ProxyPods): string[] {
  if (proxy.where === "source") return ["-n", "SOURCE_NAMESPACE"];
  return ["-n", proxy.namespace ?? "SOURCE_NAMESPACE"];
}
