import type { PolicySettings } from "../config/request.ts";
import { collectErrors } from "../diagnostics/collect-errors.ts";
import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import type { Target } from "../istio/target.ts";
import { compareText } from "./host-pattern.ts";
import { kubernetesName } from "./kubernetes-name.ts";
import type { Caller } from "./plan.ts";

/**
 * Namespaces that get the client side: those of the callers, or the one that was named, or the one that kubectl is set to.
 *
 * @throws DiagnosticError when a namespace is named whose workloads are not among the callers
 */
export function clientNamespaces(
  settings: PolicySettings,
  callers: readonly Caller[],
  policy: string,
): (string | undefined)[] {
  const named =
    settings.namespace === undefined
      ? undefined
      : kubernetesName(settings.namespace.value, "namespace", settings.namespace.at);
  if (callers.length === 0) return [named];
  const namespaces = [...new Set(callers.map(({ namespace }) => namespace))].sort(compareText);
  if (named !== undefined && !namespaces.includes(named)) {
    throw new DiagnosticError({
      severity: "error",
      code: "namespace-not-caller",
      what: `policy "${policy}" is for namespace "${named}", whose workloads are not among its callers`,
      why: `--from names ${namespaces.join(", ")}: the gateway would refuse whatever "${named}" sends`,
      fix: `add --from ${named}, or leave --namespace out`,
      at: settings.namespace?.at,
    });
  }
  return namespaces;
}

/** exportTo of the client side: its own namespace, unless more was asked for. */
export function exportTo(
  settings: PolicySettings,
  policy: string,
  target: Target,
): { exportTo: string[]; notes: Diagnostic[] } {
  const given = settings.exportTo ?? [];
  const [first] = given;
  if (first === undefined) return { exportTo: ["."], notes: [] };
  const values = collectErrors(given, ({ value, at }) =>
    value === "." || value === "*" ? value : kubernetesName(value, "namespace", at),
  );
  const unique = [...new Set(values)].sort(compareText);
  if (unique.length > 1 && (unique.includes("*") || !target.has("export-to-many"))) {
    throw new DiagnosticError({
      severity: "error",
      code: "export-to",
      what: unique.includes("*")
        ? 'exportTo has "*" beside other entries'
        : `Istio ${target.release.name} takes one entry in exportTo`,
      why: unique.includes("*")
        ? '"*" means all namespaces already, and Istio refuses the mixture'
        : "more came with Istio 1.7, and then only . and * are allowed",
      fix: "keep one entry",
      at: given[1]?.at,
    });
  }
  if (unique.length === 1 && unique[0] === ".") return { exportTo: unique, notes: [] };
  return {
    exportTo: unique,
    notes: [
      {
        severity: "warning",
        code: "wide-export",
        what: `policy "${policy}" is exported to ${unique.join(", ")}`,
        why: "a namespace that sees it goes out by it, also when a narrower policy of its own is deleted",
        fix: "leave --export-to out and generate the policy for each namespace",
        at: first.at,
      },
    ],
  };
}
