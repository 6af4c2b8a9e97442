import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { gatewayPorts } from "../gateway/gateway-ports.ts";
import { policiesThroughGateway } from "../gateway/served-policies.ts";
import type { Plan } from "../plan/plan.ts";
import { type ClientNamespace, namespacesInWords } from "./client-namespaces.ts";
import { addressOf } from "./gateway-network-policy.ts";
import { ISTIO_NAMESPACE } from "./peers.ts";

/** What the NetworkPolicies cut off besides, and what they rest on. */
export function networkPolicyNotes(namespaces: readonly ClientNamespace[], plan: Plan): Diagnostic[] {
  return [
    cutOff(namespaces, plan),
    ...(policiesThroughGateway(plan).length > 0 ? gatewayNotes(namespaces, plan) : []),
    ...unlabelledNamespaces(plan),
  ];
}

function cutOff(namespaces: readonly ClientNamespace[], plan: Plan): Diagnostic {
  const { allowNamespaces } = plan.hardening;
  const besides = allowNamespaces.length > 0 ? ` other than ${allowNamespaces.join(", ")}` : "";
  return {
    severity: "warning",
    code: "network-policy-cuts-off",
    what: `pods of ${namespacesInWords(namespaces.map(({ namespace }) => namespace))} lose every way out but DNS, istiod, their own namespace and the policies`,
    why: `calls to other namespaces${besides}, to the Kubernetes API and to collectors of traces are cut off; a cluster whose network plugin does not enforce NetworkPolicies changes nothing`,
    fix: "name the namespaces that they call with --allow-namespace, or write a NetworkPolicy that allows more: they add up",
  };
}

function gatewayNotes(namespaces: readonly ClientNamespace[], plan: Plan): Diagnostic[] {
  const { name, namespace, install, resolvers } = plan.gateway;
  const found: Diagnostic[] = [];
  if (install === "none") {
    const { port } = gatewayPorts(plan).at(-1) ?? { port: plan.gateway.port };
    found.push({
      severity: "warning",
      code: "network-policy-shared-gateway",
      what: `all that goes through ${name} is held to public addresses and to the ports of these policies`,
      why: `the NetworkPolicy selects its pods, whoever else uses them; it takes port ${port} to lead to the pod's ${port} or ${port < 1024 ? port + 8000 : port}, as in Istio's charts`,
      fix: `look with: kubectl get service ${name} --namespace ${namespace} -o jsonpath='{.spec.ports}'; or give these policies a gateway of their own with --gateway-install`,
    });
  }
  if (namespaces.some((client) => client.namespace === namespace)) {
    found.push({
      severity: "warning",
      code: "gateway-among-clients",
      what: `the gateway stands in namespace ${namespace}, which is also a client namespace`,
      why: "NetworkPolicies add up: what clients may reach there, the gateway's pods may reach too",
      fix: "give the gateway a namespace of its own with --gateway-namespace",
    });
  }
  const named = resolvers.filter((resolver) => addressOf(resolver) === undefined);
  if (named.length > 0) {
    found.push({
      severity: "warning",
      code: "resolver-by-name",
      what: `the gateway's NetworkPolicy does not open the way to the resolver ${named.join(", ")}`,
      why: "its address is not known here, and only the cluster's own DNS pods are opened",
      fix: "give the resolver's address, or write a NetworkPolicy that allows it: they add up",
    });
  }
  return found;
}

function unlabelledNamespaces(plan: Plan): Diagnostic[] {
  if (plan.target.has("namespace-name-label")) return [];
  const names = new Set(["kube-system", ISTIO_NAMESPACE, plan.gateway.namespace, ...plan.hardening.allowNamespaces]);
  const commands = [...names].map((name) => `kubectl label namespace ${name} kubernetes.io/metadata.name=${name}`);
  return [
    {
      severity: "warning",
      code: "namespaces-need-labels",
      what: "the NetworkPolicies select namespaces by the label kubernetes.io/metadata.name",
      why: `Kubernetes sets it from 1.21 on, and Istio ${plan.target.release.name} runs on older ones too: there, nothing would be let through`,
      fix: `on a Kubernetes before 1.21 run: ${commands.join("; ")}`,
    },
  ];
}
