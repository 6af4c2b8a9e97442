import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { serviceOfLeg } from "../../mesh/leg-ports.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { few, nameOf, refTo } from "../../mesh/refs.ts";

export const portNotFound: MeshRule = {
  code: "WE0312",
  id: "port-not-found",
  layer: "conflicts",
  level: "error",
  title: "a port that the destination does not have",
  why: "istiod makes a cluster for each port of a service and for no other. A route to one that is not there closes the connection",
  fix: "write a port of the service, or add the port to it",
  kinds: [VIRTUAL_SERVICE, SERVICE_ENTRY, "/Service"],
  *meshProblems(mesh) {
    for (const leg of mesh.legs) {
      const { port, host, ref, certain, proxy } = leg;
      const service = certain ? serviceOfLeg(leg, mesh) : undefined;
      if (port === undefined || service === undefined || service.assumed) continue;
      if (service.ports.some(({ number }) => number === port)) continue;
      // A route's own port narrows what a scope is told of: what the service really has, its registry says.
      const all = mesh.model.registry.services.filter((one) => one.hostname === host && one.namespace === service.namespace);
      const ports = [...new Set(all.flatMap((one) => one.ports.map(({ number }) => number)))].sort((one, other) => one - other);
      if (ports.includes(port) && proxy.kind === "sidecar") continue;
      yield {
        at: refTo(ref.object, ...ref.path, "port", "number"),
        says: `${host} has no port ${port}; it has ${few(ports.map(String)) || "none"}`,
        related: [{ ref: refTo(service.object, "spec", "ports"), words: `the ports of ${nameOf(service.object)}` }],
      };
    }
  },
};
