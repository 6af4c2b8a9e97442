import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { gatewayPodSpecs } from "../../mesh/pod-specs.ts";
import { refTo } from "../../mesh/refs.ts";

export const rootContainer: MeshRule = {
  code: "WE0412",
  id: "root-container",
  layer: "security",
  level: "warning",
  title: "a gateway's container that runs as root",
  why: "it reads what strangers send. A hole in it is then a hole in the node",
  fix: "set securityContext.runAsNonRoot: true, and a runAsUser other than 0; ports from 1024 up need no root",
  kinds: ["apps/Deployment", "/Pod"],
  *meshProblems(mesh) {
    for (const { object, spec, path, confs } of gatewayPodSpecs(mesh)) {
      for (const [index, container] of (spec.containers ?? []).entries()) {
        const security = { ...spec.securityContext, ...container.securityContext };
        const place = [...path, "containers", index];
        if (security.runAsUser === 0) {
          const own = container.securityContext?.runAsUser === 0;
          const at = own ? [...place, "securityContext", "runAsUser"] : [...path, "securityContext", "runAsUser"];
          yield { at: refTo(object, ...at), says: `container ${container.name ?? index} runs as root` };
          continue;
        }
        // The injector says it for Istio's own container.
        if (confs.length === 0 || container.name === "istio-proxy") continue;
        if (security.runAsNonRoot === true || security.runAsUser !== undefined) continue;
        yield {
          at: refTo(object, ...place, "name"),
          says: `nothing keeps container ${container.name ?? index} from running as root`,
          level: "info",
        };
      }
    }
  },
};
