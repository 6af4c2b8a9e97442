import { DiagnosticError } from "../diagnostics/diagnostic.ts";
import type { Plan, Policy } from "../plan/plan.ts";
import { shellCommand, shellQuote } from "../shell/quote.ts";
import type { Check, ProxyPods, RequestCheck } from "./check.ts";
import { identityFor, policyReaches, type SourceRequest } from "./source.ts";
import { SOURCE_CONTAINER, sourcePod } from "./source-pod.ts";

/** What a template must have; every value is put in here and nowhere else, each quoted for a POSIX shell. */
const PLACEHOLDERS = ["@@MAX_TIME@@", "@@IN_SOURCE@@", "@@CHECKS@@"] as const;

export interface ScriptInput {
  readonly plan: Plan;
  readonly checks: readonly Check[];
  readonly sources: readonly SourceRequest[];
  readonly maxSeconds: number;
}

/**
 * The checks as a shell script.
 *
 * @param template text of templates/verify.sh, or of the user's own
 * @throws DiagnosticError when the template lacks a placeholder
 */
export function printScript(template: string, templateName: string, input: ScriptInput): string {
  const missing = PLACEHOLDERS.filter((placeholder) => !template.includes(placeholder));
  if (missing.length > 0) {
    throw new DiagnosticError({
      severity: "error",
      code: "template-placeholder",
      what: `${templateName} lacks ${missing.join(" and ")}`,
      why: "that is where the checks are put in",
      fix: "start from the template that comes with wildegress: templates/verify.sh",
      at: { kind: "flag", flag: "--template-dir" },
    });
  }
  const values: Readonly<Record<string, string>> = {
    "@@MAX_TIME@@": String(input.maxSeconds),
    "@@IN_SOURCE@@": inSource(input.sources),
    "@@CHECKS@@": checkLines(input).join("\n"),
  };
  // In one pass, so that nothing in a value is taken for a placeholder.
  return template.replace(/@@[A-Z_]+@@/g, (placeholder) => values[placeholder] ?? placeholder);
}

function inSource(sources: readonly SourceRequest[]): string {
  const first = sources[0];
  if (first?.kind === "exec") return `${shellCommand(first.prefix)} "$@"`;
  return 'in_pod "$@"';
}

function checkLines({ plan, checks, sources }: ScriptInput): string[] {
  const lines: string[] = [];
  for (const policy of plan.policies) {
    const own = checks.filter((check) => check.policy === policy.name);
    const source = sourceLines(policy, plan, sources);
    if (source === undefined) {
      lines.push(shellCommand(["report", "skipped", policy.name, "all", "no source is in a namespace of this policy"]));
      continue;
    }
    lines.push(...source);
    for (const group of new Set(own.map((check) => check.group))) {
      lines.push(...groupLines(own.filter((check) => check.group === group)));
    }
  }
  return lines;
}

/** @returns `undefined` when no source is in the policy's namespaces */
function sourceLines(policy: Policy, plan: Plan, sources: readonly SourceRequest[]): string[] | undefined {
  const first = sources[0];
  if (first === undefined || first.kind === "exec") return [];
  if (first.kind === "deploy") return deployLines(policy, plan, first);
  for (const source of sources) {
    if (source.kind !== "pod") continue;
    // A script cannot know where kubectl will be set to, so such a policy takes any source.
    if (!policy.clientNamespaces.includes(undefined) && !policyReaches(policy, source.namespace, undefined)) continue;
    return [shellCommand(["use_source", source.namespace, source.selector, source.container ?? ""])];
  }
  return undefined;
}

function deployLines(policy: Policy, plan: Plan, source: Extract<SourceRequest, { kind: "deploy" }>): string[] {
  const identity = identityFor(policy);
  const pod = sourcePod({ ...identity, namespace: undefined }, "", source.image, plan);
  const { name, ...metadata } = pod.metadata;
  const manifest = JSON.stringify({ ...pod, metadata: { generateName: name, ...metadata } });
  const namespace = identity.namespace === undefined ? '"$(current_namespace)"' : shellQuote(identity.namespace);
  const inject = source.kubeInject ? `istioctl kube-inject -f - | ` : "";
  // The function must not run in a subshell of a pipe: what it notes would be lost.
  if (inject === "") {
    return [`bring_source ${namespace} ${SOURCE_CONTAINER} <<'MANIFEST'`, manifest, "MANIFEST"];
  }
  return [
    "manifest=$(istioctl kube-inject -f - <<'MANIFEST'",
    manifest,
    "MANIFEST",
    ") || exit 3",
    `bring_source ${namespace} ${SOURCE_CONTAINER} <<MANIFEST`,
    "$manifest",
    "MANIFEST",
  ];
}

function groupLines(group: readonly Check[]): string[] {
  const lines = ["", "reached=0", "reached_numbers=' '"];
  const counters = group.filter((check) => check.kind === "counter");
  const requests = group.filter((check): check is RequestCheck => check.kind === "request");
  const number = new Map(requests.map(({ id }, index) => [id, String(index + 1)]));
  counters.forEach((check, index) => {
    lines.push(`pods_${index}=${podsOf(check.proxy)}`, `before_${index}=${countOf(check, index)}`);
  });
  for (const check of requests) {
    if (check.about !== "inside") continue;
    lines.push(shellCommand(["must_reach", check.policy, check.url, check.name, number.get(check.id) ?? ""]));
  }
  counters.forEach((check, index) => {
    const keeps = check.reusesConnections ? "yes" : "no";
    const named = shellCommand(["must_count", check.policy, check.what]);
    lines.push(`${named} "$before_${index}" "${countOf(check, index)}" ${keeps}`);
  });
  for (const check of group) {
    if (check.kind !== "log") continue;
    for (const { request, anyOf } of check.needles) {
      const named = shellCommand(["must_log", check.policy, check.what]);
      const container = shellQuote(check.proxy.container);
      const rest = shellCommand([check.required ? "yes" : "no", number.get(request) ?? "", ...anyOf]);
      lines.push(`${named} ${namespaceOf(check.proxy)} "${podsOf(check.proxy)}" ${container} ${rest}`);
    }
  }
  for (const check of requests) {
    if (check.about !== "inside") lines.push(shellCommand(["must_refuse", check.policy, check.url, check.name]));
  }
  return lines;
}

function countOf(check: Extract<Check, { kind: "counter" }>, index: number): string {
  const cluster = "name" in check.cluster ? check.cluster.name : `${check.cluster.port} ${check.cluster.host}`;
  return `$(count ${namespaceOf(check.proxy)} "$pods_${index}" ${check.figure} ${shellQuote(cluster)})`;
}

function podsOf(proxy: ProxyPods): string {
  return proxy.where === "source" ? "$source_pod" : `$(pods ${namespaceOf(proxy)} ${shellQuote(proxy.selector)})`;
}

function namespaceOf(proxy: ProxyPods): string {
  return proxy.where === "source" || proxy.namespace === undefined
    ? '"$source_namespace"'
    : shellQuote(proxy.namespace);
}
