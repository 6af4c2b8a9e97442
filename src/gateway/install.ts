import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Capability, describeAvailability } from "../istio/capability.ts";
import type { InstallMethod, Plan } from "../plan/plan.ts";
import { portObstacles } from "./gateway-ports.ts";
import { installByHelm } from "./helm.ts";
import type { Installation } from "./installation.ts";
import { installByManifests } from "./manifests.ts";
import { gatewayIsThere } from "./not-installed.ts";
import { installByOperator } from "./operator.ts";
import { policiesThroughGateway, usesNginx } from "./served-policies.ts";
import { sniProxyConfigMap } from "./sni-proxy-config-map.ts";

const METHODS: Readonly<Record<InstallMethod, (plan: Plan) => Installation>> = {
  none: gatewayIsThere,
  manifests: installByManifests,
  helm: installByHelm,
  operator: installByOperator,
};

/**
 * The egress gateway that the plan's policies go through: what brings it, and the SNI proxy's ConfigMap, which is always part of the output.
 * Nothing when no policy goes through a gateway. Call it when {@link gatewayInstallObstacles} has found none.
 */
export function gatewayInstall(plan: Plan): Installation {
  if (policiesThroughGateway(plan).length === 0) {
    return { resources: [], artifacts: [], notes: plan.gateway.install === "none" ? [] : [unused(plan)] };
  }
  const { resources, artifacts, notes } = METHODS[plan.gateway.install](plan);
  return { resources: usesNginx(plan) ? [sniProxyConfigMap(plan), ...resources] : resources, artifacts, notes };
}

/** Why the gateway cannot be installed this way on the plan's release: errors that name another way. Empty when it can. */
export function gatewayInstallObstacles(plan: Plan): Diagnostic[] {
  const { install } = plan.gateway;
  if (install === "none" || policiesThroughGateway(plan).length === 0) return [];
  const missing = capabilityNeeded(plan).find((capability) => !plan.target.has(capability));
  return [...(missing === undefined ? [] : [lacking(missing, plan)]), ...portObstacles(plan)];
}

function capabilityNeeded(plan: Plan): Capability[] {
  switch (plan.gateway.install) {
    case "none":
      return [];
    case "manifests":
      return ["gateway-injection"];
    case "helm":
      return usesNginx(plan)
        ? ["gateway-chart", "gateway-chart-volumes", "gateway-chart-additional-containers"]
        : ["gateway-chart"];
    case "operator":
      return ["operator"];
  }
}

const LACKS: Partial<Record<Capability, string>> = {
  "gateway-injection": "has no injection template that turns a Deployment into a gateway",
  "gateway-chart": "has no gateway chart for Helm",
  "gateway-chart-volumes": "has a gateway chart that takes no volumes, which the SNI proxy's configuration needs",
  "gateway-chart-additional-containers": "has a gateway chart that takes no second container, which nginx needs",
};

function lacking(capability: Capability, plan: Plan): Diagnostic {
  const { target } = plan;
  const other = target.has("gateway-injection") && plan.gateway.install !== "manifests" ? "manifests" : "operator";
  return {
    severity: "error",
    code: "gateway-install-unavailable",
    what: `--gateway-install ${plan.gateway.install} does not work on Istio ${target.release.name}`,
    why: `that release ${LACKS[capability] ?? "lacks what it needs"}; Istio ${describeAvailability(capability)} can`,
    fix: `use --gateway-install ${other}`,
  };
}

function unused(plan: Plan): Diagnostic {
  return {
    severity: "warning",
    code: "gateway-unused",
    what: `--gateway-install ${plan.gateway.install} brings nothing: no policy goes through an egress gateway`,
    why: "the strategies in use leave from the workload itself or through a waypoint",
    fix: "leave --gateway-install out, or choose --strategy sni-proxy or single-host",
  };
}
