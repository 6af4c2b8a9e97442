import { describe, expect, it } from "vitest";
import type { MeshProxy } from "../../src/model/istiod/proxy.ts";
import { networkPolicyVerdict, type PolicyTarget } from "../../src/model/kubernetes/network-policies.ts";
import { object, worldOf } from "./objects.ts";

const pod: MeshProxy = {
  kind: "sidecar",
  namespace: "default",
  name: "default/sleep",
  labels: { app: "sleep" },
  serviceAccount: "sleep",
  dnsCapture: false,
};

const outside = (address = "203.0.113.1", port = 443): PolicyTarget => ({ address, port, pod: undefined });
const gateway: PolicyTarget = {
  address: "10.0.0.3",
  port: 8443,
  pod: { namespace: "istio-system", labels: { istio: "egressgateway" } },
};

function allowed(egress: readonly object[] | undefined, target: PolicyTarget, more: object = {}) {
  const spec = { podSelector: {}, policyTypes: ["Egress"], ...(egress === undefined ? {} : { egress }), ...more };
  return networkPolicyVerdict(pod, target, worldOf(object({ kind: "NetworkPolicy", name: "p", spec }))).allowed;
}

const PUBLIC = { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "192.168.0.0/16"] } }] };

describe("NetworkPolicies of a pod", () => {
  it.each([
    ["no rule", [], outside(), false],
    ["no egress at all", undefined, outside(), false],
    ["an empty rule", [{}], outside(), true],
    ["a public address", [PUBLIC], outside(), true],
    ["a public address that is not known", [PUBLIC], outside(""), true],
    ["an excepted address", [PUBLIC], outside("192.168.77.1"), false],
    ["the right port", [{ ports: [{ port: 443, protocol: "TCP" }] }], outside(), true],
    ["another port", [{ ports: [{ port: 80 }] }], outside(), false],
    ["a range of ports", [{ ports: [{ port: 400, endPort: 500 }] }], outside(), true],
    ["another protocol", [{ ports: [{ port: 443, protocol: "UDP" }] }], outside(), false],
    ["a named port", [{ ports: [{ port: "https" }] }], outside(), "unknown"],
    [
      "the gateway's pods",
      [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "istio-system" } },
              podSelector: { matchLabels: { istio: "egressgateway" } },
            },
          ],
        },
      ],
      gateway,
      true,
    ],
    [
      "other pods there",
      [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "istio-system" } },
              podSelector: { matchLabels: { istio: "ingress" } },
            },
          ],
        },
      ],
      gateway,
      false,
    ],
    ["pods of its own namespace only", [{ to: [{ podSelector: {} }] }], gateway, false],
    ["pods of every namespace", [{ to: [{ namespaceSelector: {} }] }], gateway, true],
    [
      "pods by an expression",
      [{ to: [{ namespaceSelector: { matchExpressions: [{ key: "a", operator: "Exists" }] } }] }],
      gateway,
      "unknown",
    ],
    ["an address range, for a pod", [PUBLIC], gateway, false],
  ])("%s", (_, egress, target, expected) => {
    expect(allowed(egress, target)).toBe(expected);
  });

  it("leave a pod free that none selects, and one that only ingress is limited of", () => {
    expect(allowed([], outside(), { podSelector: { matchLabels: { app: "other" } } })).toBe(true);
    expect(allowed(undefined, outside(), { policyTypes: ["Ingress"] })).toBe(true);
    const elsewhere = object({
      kind: "NetworkPolicy",
      namespace: "team-b",
      name: "p",
      spec: { podSelector: {}, policyTypes: ["Egress"] },
    });
    expect(networkPolicyVerdict(pod, outside(), worldOf(elsewhere)).allowed).toBe(true);
  });

  it("are added up: one rule that lets it out is enough", () => {
    const policy = (name: string, egress: readonly object[]) =>
      object({ kind: "NetworkPolicy", name, spec: { podSelector: {}, policyTypes: ["Egress"], egress } });
    expect(networkPolicyVerdict(pod, outside(), worldOf(policy("a", []), policy("b", [PUBLIC]))).allowed).toBe(true);
  });
});
