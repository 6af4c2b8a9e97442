import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

interface NameRules {
  /** Whether dots are allowed (service accounts, gateways) or not (namespaces, policies). */
  readonly dots?: boolean;
  /** Whether the first character must be a letter, as in the name of a Service (RFC 1035). */
  readonly letterFirst?: boolean;
  /** The most characters; Kubernetes' own limit without it. */
  readonly max?: number;
}

/**
 * Checks a name of Kubernetes' kind (RFC 1123).
 *
 * @param kind what it names, for the message: "namespace"
 * @throws DiagnosticError
 */
export function kubernetesName(text: string, kind: string, at: Origin, options: NameRules = {}): string {
  const { dots = false, letterFirst = false } = options;
  const max = options.max ?? (dots ? 253 : 63);
  const parts = dots ? text.split(".") : [text];
  const begins = !letterFirst || /^[a-z]/.test(text);
  if (text.length <= max && begins && parts.every((part) => LABEL.test(part))) return text;
  const suggestion = text
    .toLowerCase()
    .replace(dots ? /[^a-z0-9.-]+/g : /[^a-z0-9-]+/g, "-")
    .slice(0, max)
    .replace(letterFirst ? /^[-.0-9]+|[-.]+$/g : /^[-.]+|[-.]+$/g, "");
  throw new DiagnosticError({
    severity: "error",
    code: "bad-name",
    what: `"${text}" is not a name for a ${kind}`,
    why: `it has at most ${max} characters: lower-case letters, digits${dots ? ", dots" : ""} and hyphens, beginning with a letter${letterFirst ? "" : " or digit"} and ending with a letter or digit`,
    fix: suggestion === "" ? "choose another name" : `write ${suggestion}`,
    at,
  });
}
