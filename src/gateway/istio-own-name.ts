import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Plan } from "../plan/plan.ts";

/** The egress gateway of Istio's demo profile and of its older charts. */
const ISTIO_OWN = "istio-egressgateway";

/** What is applied under the name of a gateway that Istio installed changes that one instead of bringing a second. */
export function istioOwnNameNotes({ gateway }: Plan): Diagnostic[] {
  if (gateway.name !== ISTIO_OWN) return [];
  return [
    {
      severity: "warning",
      code: "gateway-name-of-istio",
      what: `the gateway to install is called ${ISTIO_OWN}, as Istio's own`,
      why: "where Istio has installed one, that one is changed, for all who use it, and the next upgrade of Istio changes it back",
      fix: `look with: kubectl get deployment ${ISTIO_OWN} --namespace ${gateway.namespace}; if it is there, leave --gateway-install out or give another --gateway name`,
    },
  ];
}
