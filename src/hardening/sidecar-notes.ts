import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/plan.ts";
import { type ClientNamespace, namespacesInWords } from "./client-namespaces.ts";

export function sidecarNotes(namespaces: readonly ClientNamespace[], plan: Plan): Diagnostic[] {
  if (plan.target.dataPlane === "ambient") {
    return [
      {
        severity: "info",
        code: "sidecar-without-sidecars",
        what: "no Sidecar was made: the data plane is ambient",
        why: "there are no sidecars that would read it, and ztunnel lets unknown destinations out",
        fix: "use --harden-network-policy, which closes the other ways",
      },
    ];
  }
  const names = namespaces.map(({ namespace }) => namespace);
  const [first] = names;
  return [
    {
      severity: "info",
      code: "namespace-sidecar",
      what: `a Sidecar "default" decides for all workloads of ${namespacesInWords(names)}`,
      why: "destinations that Istio does not know are refused there from now on; a namespace has one such Sidecar, and one of that name is replaced",
      fix: `look first with: kubectl get sidecars.networking.istio.io${first === undefined ? "" : ` --namespace ${first}`}`,
    },
  ];
}
