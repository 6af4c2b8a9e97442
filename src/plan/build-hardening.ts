import type { Request } from "../config/request.ts";
import { collectErrors } from "../diagnostics/collect-errors.ts";
import { compareText } from "./host-pattern.ts";
import { kubernetesName } from "./kubernetes-name.ts";
import type { Hardening } from "./plan.ts";

/** @throws DiagnosticError for namespaces that Kubernetes would not have */
export function buildHardening({ harden }: Request): Hardening {
  return {
    sidecar: harden?.sidecar?.value ?? false,
    networkPolicy: harden?.networkPolicy?.value ?? false,
    allowNamespaces: collectErrors(harden?.allowNamespaces ?? [], ({ value, at }) =>
      kubernetesName(value, "namespace", at),
    ).sort(compareText),
  };
}
