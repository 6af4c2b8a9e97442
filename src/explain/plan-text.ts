import type { Generated } from "../generate.ts";
import { namespaceWords } from "./namespace-words.ts";
import { policyText } from "./policy-text.ts";

/** Resources that are listed one by one; of more, each kind is counted. */
const MAX_LISTED = 60;

/**
 * The plan in words, for `--dry-run`: the target, each policy with its strategy, its way and what becomes reachable, and the resources
 * that would be made. Plain text of at most 120 columns where the names allow it; the same input gives the same text.
 */
export function planText(generated: Generated): string {
  const { plan } = generated;
  return [
    targetText(generated),
    ...plan.policies.map((policy) => policyText(policy, plan)),
    hardeningText(generated),
    resourcesText(generated),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function targetText({ plan }: Generated): string {
  const { release, releaseKnown, dataPlane, dnsCapture, meshDomain } = plan.target;
  const name = release.patch === undefined ? release.name : `${release.name}.${release.patch}`;
  const mesh = releaseKnown ? `Istio ${name}` : `any Istio from ${name} on, because no release was named (--istio)`;
  const facts = [
    `${dataPlane} data plane`,
    dnsCapture ? "Istio's DNS proxy answers the workloads" : "workloads ask the cluster's DNS",
    `cluster domain ${meshDomain}`,
  ];
  return `Target: ${mesh}\n  ${facts.join("; ")}\n`;
}

function hardeningText({ plan }: Generated): string {
  const { sidecar, networkPolicy, allowNamespaces } = plan.hardening;
  const lines: string[] = [];
  if (sidecar) lines.push("  Sidecars know only what is registered (REGISTRY_ONLY): other names outside are refused.");
  if (networkPolicy) {
    const others = allowNamespaces.length === 0 ? "" : `, and to ${allowNamespaces.join(", ")}`;
    lines.push(`  NetworkPolicies let workloads out only to the gateway, the control plane and DNS${others}.`);
  }
  return lines.length === 0 ? "" : `Hardening\n${lines.join("\n")}\n`;
}

function resourcesText({ resources, artifacts }: Generated): string {
  const total = resources.length === 1 ? "1 resource" : `${resources.length} resources`;
  const lines = resources.length > MAX_LISTED ? countByKind({ resources }) : resources.map(resourceLine);
  const files = artifacts.map(({ fileName, why }) => `  ${fileName} (not for kubectl apply)\n    ${why}`);
  return [`Would make ${total}, in the order in which they are applied`, ...lines, ...files, ""].join("\n");
}

function resourceLine({ manifest, why }: Generated["resources"][number]): string {
  const { kind, metadata } = manifest;
  const place = metadata.namespace === undefined ? namespaceWords(undefined) : `namespace ${metadata.namespace}`;
  return `  ${kind} ${metadata.name} (${place})\n    ${why}`;
}

function countByKind({ resources }: Pick<Generated, "resources">): string[] {
  const counts = new Map<string, number>();
  for (const { manifest } of resources) counts.set(manifest.kind, (counts.get(manifest.kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `  ${kind}: ${count}`);
}
