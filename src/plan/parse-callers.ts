import type { Sourced } from "../config/request.ts";
import { collectErrors } from "../diagnostics/collect-errors.ts";
import { compareText } from "./host-pattern.ts";
import { kubernetesName } from "./kubernetes-name.ts";
import type { Caller } from "./plan.ts";

/**
 * Reads `NAMESPACE` and `NAMESPACE/SERVICEACCOUNT`; sorted, without repetitions; a whole namespace swallows its service accounts.
 *
 * @throws DiagnosticError for names that Kubernetes would not have
 */
export function parseCallers(from: readonly Sourced<string>[]): Caller[] {
  const callers = collectErrors(from, ({ value, at }): Caller => {
    const slash = value.indexOf("/");
    if (slash < 0) return { namespace: kubernetesName(value, "namespace", at), serviceAccount: undefined };
    return {
      namespace: kubernetesName(value.slice(0, slash), "namespace", at),
      serviceAccount: kubernetesName(value.slice(slash + 1), "service account", at, { dots: true }),
    };
  });
  const whole = new Set(
    callers.filter(({ serviceAccount }) => serviceAccount === undefined).map(({ namespace }) => namespace),
  );
  const kept = new Map<string, Caller>();
  for (const caller of callers) {
    const key = `${caller.namespace}/${caller.serviceAccount ?? ""}`;
    if (caller.serviceAccount === undefined || !whole.has(caller.namespace)) kept.set(key, caller);
  }
  return [...kept.entries()].sort(([one], [other]) => compareText(one, other)).map(([, caller]) => caller);
}
