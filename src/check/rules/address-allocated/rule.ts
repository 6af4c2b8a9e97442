import { describeAvailability } from "../../../istio/capability.ts";
import { isWildcard } from "../../../model/istiod/host-name.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const addressAllocated: MeshRule = {
  code: "WE0504",
  id: "address-allocated",
  layer: "upgrade",
  level: "info",
  title: "a ServiceEntry that gets an address of its own after the upgrade",
  why: "since 1.25 istiod gives each host without addresses one from 240.240.0.0/16, unless resolution is NONE. Clients behind Istio's DNS proxy then dial that address: listeners, logs and policies by address change, and a rule for a wildcard no longer meets these clients",
  fix: 'if that is not wanted, label it networking.istio.io/enable-autoallocate-ip: "false"',
  kinds: [SERVICE_ENTRY],
  *meshProblems(mesh) {
    if (!mesh.has("address-allocation") || !mesh.meshConfig.dnsCapture) return;
    for (const { registry, allocatedAddress, hostname, resolution, object } of mesh.model.registry.services) {
      if (registry !== "external" || allocatedAddress === "" || isWildcard(hostname)) continue;
      yield {
        at: refTo(object, "spec", "resolution"),
        says: `${hostname} gets an address of its own (${resolution}), in Istio ${describeAvailability("address-allocation")}`,
      };
    }
  },
};
