import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/plan.ts";
import { deployment } from "../resources/deployment.ts";
import { horizontalPodAutoscaler } from "../resources/horizontal-pod-autoscaler.ts";
import type { KubernetesObject, Resource } from "../resources/resource.ts";
import { role } from "../resources/role.ts";
import { roleBinding } from "../resources/role-binding.ts";
import { service } from "../resources/service.ts";
import { serviceAccount } from "../resources/service-account.ts";
import { gatewayDeploymentSpec } from "./deployment.ts";
import { gatewayDisruptionBudget } from "./disruption-budget.ts";
import { gatewayLabels, gatewayScaling } from "./gateway-pod.ts";
import { gatewayPorts } from "./gateway-ports.ts";
import type { Installation } from "./installation.ts";
import { istioOwnNameNotes } from "./istio-own-name.ts";

/** The gateway as plain manifests, for `kubectl apply`: istiod's injector completes the pods when they are created. */
export function installByManifests(plan: Plan): Installation {
  const { release } = plan.target;
  const { name, namespace } = plan.gateway;
  const place = { name, namespace, instance: name };
  const account = { ...place, name: `${name}-service-account` };
  const secrets = { ...place, name: `${name}-sds` };
  return {
    resources: [
      install("The identity of the gateway: its certificate carries this name.", serviceAccount(account, release)),
      install(
        "As Istio's own gateways have it: certificates that a Gateway names by credentialName are read from Secrets.",
        role(secrets, [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] }], release),
      ),
      install(
        "Gives the gateway's service account that right.",
        roleBinding(secrets, { roleName: secrets.name, serviceAccount: account.name }, release),
      ),
      install(
        "The gateway's pods; istiod's injector fills in the proxy.",
        deployment(place, gatewayDeploymentSpec(plan, account.name), release),
      ),
      install(
        "Where sidecars find the gateway; inside the cluster only.",
        service(
          place,
          {
            type: "ClusterIP",
            selector: gatewayLabels(plan),
            ports: gatewayPorts(plan).map((port) => ({ ...port, protocol: "TCP" })),
          },
          release,
        ),
      ),
      install("Between 1 and 5 pods, by CPU.", horizontalPodAutoscaler(place, gatewayScaling(plan), release)),
      gatewayDisruptionBudget(plan),
    ],
    artifacts: [],
    notes: [injectionNote(plan), ...istioOwnNameNotes(plan)],
  };
}

function install(why: string, manifest: KubernetesObject): Resource {
  return { part: "install", why, manifest };
}

/** The injector passes over namespaces that opt out, whatever the pod says; the image would stay "auto" and never be pulled. */
function injectionNote(plan: Plan): Diagnostic {
  const { namespace } = plan.gateway;
  return {
    severity: "info",
    code: "gateway-needs-injection",
    what: `istiod's injector must reach pods in namespace ${namespace}`,
    why: 'it turns the Deployment\'s pods into a gateway; a namespace labelled istio-injection=disabled is passed over, and the image stays "auto"',
    fix: `look with: kubectl get namespace ${namespace} -L istio-injection,istio.io/rev; if it says disabled, take another namespace with --gateway-namespace; if istiod runs under a revision, name it with --gateway-revision`,
  };
}
