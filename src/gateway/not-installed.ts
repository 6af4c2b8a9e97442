import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/plan.ts";
import type { Installation } from "./installation.ts";
import { usesNginx } from "./served-policies.ts";
import { SNI_PROXY_CONFIG_MAP } from "./sni-proxy-config-map.ts";

/** Nothing is installed: the gateway is there already. What cannot be seen from here is whether nginx is in its pods. */
export function gatewayIsThere(plan: Plan): Installation {
  return {
    resources: [],
    artifacts: [],
    notes: usesNginx(plan) ? [nginxExpected(plan)] : [],
  };
}

function nginxExpected(plan: Plan): Diagnostic {
  const { namespace } = plan.gateway;
  return {
    severity: "warning",
    code: "nginx-container-assumed",
    what: "the gateway's pods are taken to run nginx, with this ConfigMap",
    why: `the output brings the ConfigMap ${SNI_PROXY_CONFIG_MAP} and no container that reads it`,
    fix: `look with: kubectl get pods --namespace ${namespace} --selector ${selectorText(plan)} -o jsonpath='{.items[*].spec.containers[*].name}'; or bring both with --gateway-install ${plan.target.has("gateway-injection") ? "manifests" : "operator"}`,
  };
}

function selectorText(plan: Plan): string {
  return Object.entries(plan.gateway.selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}
