import { describeAvailability } from "../../../istio/capability.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const operatorNotRun: MeshRule = {
  code: "WE0507",
  id: "operator-not-run",
  layer: "upgrade",
  level: "info",
  title: "an IstioOperator that nothing in the cluster acts on",
  why: "the operator inside the cluster is gone since 1.24. An IstioOperator is a file for istioctl: kubectl apply of it changes nothing, or is refused",
  fix: "give the file to istioctl install or istioctl manifest generate; or install the gateway by Helm",
  kinds: ["install.istio.io/IstioOperator"],
  *meshProblems(mesh) {
    if (mesh.has("operator-in-cluster")) return;
    for (const object of mesh.world.of("IstioOperator"))
      yield {
        at: refTo(object, "kind"),
        says: `an operator in the cluster is in Istio ${describeAvailability("operator-in-cluster")}`,
      };
  },
};
