import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";

/** `app` or `example.org/app`. */
const KEY = /^(?:([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const MAX_PREFIX = 253;

/**
 * Refuses what Kubernetes would not take as a label of a pod.
 *
 * @throws DiagnosticError
 */
export function refuseBadLabel(key: string, value: string, at: Origin): void {
  const match = KEY.exec(key);
  if (match !== null && (match[1] ?? "").length <= MAX_PREFIX && VALUE.test(value)) return;
  throw new DiagnosticError({
    severity: "error",
    code: "bad-label",
    what: `"${key}=${value}" is not a label`,
    why: "key and value have at most 63 characters each: letters, digits, hyphens, underscores and dots, beginning and ending with a letter or digit; a key may have a domain and a slash in front",
    fix: "look at the labels of the gateway's pods with: kubectl get pods --all-namespaces --show-labels -l istio",
    at,
  });
}
