import type { NetworkPolicyEgressRule, NetworkPolicyPeer, NetworkPolicyPort } from "kubernetes-types/networking/v1";

/** Where istiod runs; Istio's root namespace. */
export const ISTIO_NAMESPACE = "istio-system";

const DNS_NAMESPACE = "kube-system";

/** Where NodeLocal DNSCache listens on every node, by its own docs. It is link-local, so nothing else lets it through. */
const NODE_LOCAL_DNS = "169.254.20.10/32";

export function tcp(ports: readonly number[]): NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: "TCP", port }));
}

export function namespaceNamed(name: string): { matchLabels: Record<string, string> } {
  return { matchLabels: { "kubernetes.io/metadata.name": name } };
}

/**
 * The cluster's DNS, and resolvers that were named besides. Without it no name is looked up at all; what can be told to the outside
 * by look-ups alone can be told still.
 */
export function toDns(resolvers: readonly NetworkPolicyEgressRule[] = []): NetworkPolicyEgressRule[] {
  return [
    {
      to: [
        {
          namespaceSelector: namespaceNamed(DNS_NAMESPACE),
          podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
        { ipBlock: { cidr: NODE_LOCAL_DNS } },
      ],
      ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
      ],
    },
    ...resolvers,
  ];
}

/** istiod's port for configuration and certificates; a proxy needs no other of it. */
export function toIstiod(): NetworkPolicyEgressRule {
  return {
    to: [{ namespaceSelector: namespaceNamed(ISTIO_NAMESPACE), podSelector: { matchLabels: { app: "istiod" } } }],
    ports: tcp([15_012]),
  };
}

export function toNamespaces(names: readonly string[]): NetworkPolicyEgressRule[] {
  if (names.length === 0) return [];
  return [{ to: names.map((name): NetworkPolicyPeer => ({ namespaceSelector: namespaceNamed(name) })) }];
}
