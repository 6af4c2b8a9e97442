import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { few, nameOf, refTo } from "../../mesh/refs.ts";
import { servicesByHost } from "../../mesh/services-by-host.ts";

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
    const byHost = servicesByHost(mesh);
    for (const { port, host, ref } of mesh.legs) {
      const services = byHost.get(host) ?? [];
      const [first] = services;
      if (port === undefined || first === undefined || services.some(({ assumed }) => assumed)) continue;
      const numbers = services.flatMap(({ ports }) => ports.map(({ number }) => number));
      if (numbers.includes(port)) continue;
      const known = [...new Set(numbers)].sort((one, other) => one - other).map(String);
      yield {
        at: refTo(ref.object, ...ref.path, "port", "number"),
        says: `${host} has no port ${port}; it has ${few(known) || "none"}`,
        related: [{ ref: refTo(first.object, "spec", "ports"), words: `the ports of ${nameOf(first.object)}` }],
      };
    }
  },
};
