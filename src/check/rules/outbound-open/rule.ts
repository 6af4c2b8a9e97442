import type { SidecarSpec } from "../../../resources/types/sidecar.generated.ts";
import { SIDECAR } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const outboundOpen: MeshRule = {
  code: "WE0408",
  id: "outbound-open",
  layer: "security",
  level: "info",
  title: "a mesh that lets out what no ServiceEntry lists",
  why: "with ALLOW_ANY, Istio's default, a ServiceEntry opens nothing: everything is open already, and goes straight out",
  fix: "set outboundTrafficPolicy.mode: REGISTRY_ONLY, for the mesh or in a Sidecar of the namespace",
  kinds: [SIDECAR, "install.istio.io/IstioOperator", "/ConfigMap"],
  *meshProblems({ world, meshConfig }) {
    for (const sidecar of world.of<SidecarSpec>("Sidecar")) {
      if (sidecar.spec.outboundTrafficPolicy?.mode !== "ALLOW_ANY") continue;
      yield {
        at: refTo(sidecar, "spec", "outboundTrafficPolicy", "mode"),
        says: "workloads of this Sidecar may go anywhere",
      };
    }
    // A mesh config that was read and says nothing means the default.
    if (meshConfig.ref === undefined || meshConfig.outbound === "REGISTRY_ONLY") return;
    yield { at: meshConfig.outboundRef ?? meshConfig.ref, says: "workloads of the mesh may go anywhere" };
  },
};
