import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { describeAvailability } from "../../istio/capability.ts";
import type { Plan, Policy } from "../../plan/plan.ts";

/** What the user must know before applying: names that lead inside, and Envoy's own word about its filter. */
export function sniProxyNotes(policy: Policy, plan: Plan): Diagnostic[] {
  const notes: Diagnostic[] = [];
  const open = policy.ports.filter(({ protocol }) => !refusesPrivateAnswers(protocol, policy, plan));
  if (open.length > 0 && !plan.hardening.networkPolicy) {
    notes.push({
      severity: "warning",
      code: "private-answers-pass",
      what: `policy "${policy.name}": a name that resolves to a private address is not refused by the proxy on port ${open.map(({ number }) => number).join(", ")}`,
      why:
        policy.sniProxy === "nginx"
          ? "nginx has no means to judge the address that a name resolved to"
          : `the Envoy of Istio ${plan.target.release.name} cannot judge an address before it connects; Istio ${describeAvailability("envoy-private-answer-refusal")} can`,
      fix: "add --harden (or --harden-network-policy): its NetworkPolicy keeps the gateway from private ranges",
      at: policy.at,
    });
  }
  if (open.length === 0 && !plan.target.has("envoy-resolved-address-filter") && !plan.hardening.networkPolicy) {
    notes.push({
      severity: "warning",
      code: "private-second-answer",
      what: `policy "${policy.name}": a name with several addresses is judged by its first; a private one behind it is tried when the first does not answer`,
      why: `the Envoy of Istio ${plan.target.release.name} cannot drop addresses from an answer; Istio ${describeAvailability("envoy-resolved-address-filter")} can`,
      fix: "add --harden-network-policy, which keeps the gateway from private ranges",
      at: policy.at,
    });
  }
  if (policy.sniProxy === "envoy") {
    notes.push({
      severity: "info",
      code: "envoy-alpha",
      what: `policy "${policy.name}" uses Envoy's SNI dynamic forward proxy through an EnvoyFilter`,
      why: "Envoy calls that filter alpha, and Istio promises nothing for EnvoyFilters across upgrades; clusters with Istio's stable validation policy refuse them",
      fix: "run wildegress gen again when you upgrade Istio; --sni-proxy nginx does without an EnvoyFilter",
      at: policy.at,
    });
  }
  return notes;
}

/** Whether the proxy itself refuses names that resolve to private addresses. */
export function refusesPrivateAnswers(protocol: "tls" | "http", policy: Policy, plan: Plan): boolean {
  if (policy.sniProxy === "nginx") return false;
  return plan.target.has(protocol === "tls" ? "envoy-private-answer-refusal" : "envoy-http-private-answer-refusal");
}
