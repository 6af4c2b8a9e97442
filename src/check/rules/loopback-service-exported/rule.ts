import { visibility } from "../../../model/istiod/exports.ts";
import { MESH } from "../../../model/istiod/virtual-services.ts";
import { SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { isAtLoopback } from "../../mesh/loopback.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const loopbackServiceExported: MeshRule = {
  code: "WE0332",
  id: "loopback-service-exported",
  layer: "conflicts",
  level: "warning",
  title: "a service at loopback that every sidecar is told of",
  why: "127.0.0.1 is each pod's own: what is an SNI proxy beside the gateway is nothing, or something else, beside a client. Without exportTo every sidecar of the mesh gets a listener for the port, and takes traffic on it",
  fix: 'keep it in the namespace of the gateway\'s pods, with exportTo: ["."]',
  kinds: [SERVICE_ENTRY, VIRTUAL_SERVICE],
  *meshProblems(mesh) {
    const behindGateways = new Set(mesh.legs.filter(({ gateway }) => gateway !== MESH).map(({ host }) => host));
    for (const service of mesh.model.registry.services) {
      const { exportTo, namespace, endpoints, hostname, object, registry } = service;
      const [first] = endpoints;
      if (registry !== "external" || first === undefined || !isAtLoopback(service)) continue;
      if (visibility(exportTo, namespace).kind !== "public") continue;
      yield {
        at: first.ref,
        says: `${hostname} is ${first.address}, in every pod of the mesh`,
        // An authorizer beside each workload is meant to be in every pod.
        ...(behindGateways.has(hostname) ? {} : { level: "info" as const }),
        related: [{ ref: refTo(object, "spec", "exportTo"), words: "where exportTo belongs" }],
      };
    }
  },
};
