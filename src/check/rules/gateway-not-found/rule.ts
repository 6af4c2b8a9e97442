import { didYouMean } from "../../../diagnostics/did-you-mean.ts";
import { gatewayName, MESH } from "../../../model/istiod/virtual-services.ts";
import { GATEWAY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { gatewaysByName } from "../../mesh/gateways-by-name.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const gatewayNotFound: MeshRule = {
  code: "WE0310",
  id: "gateway-not-found",
  layer: "conflicts",
  level: "warning",
  title: "a Gateway that is not there, beside one that is nearly meant",
  why: "a name without a namespace is of the VirtualService's own namespace. Bound to a Gateway that does not exist, a VirtualService does nothing, and nothing says so",
  fix: "write namespace/name",
  kinds: [VIRTUAL_SERVICE, GATEWAY],
  *meshProblems(mesh) {
    const known = gatewaysByName(mesh);
    const byName = new Map([...known.values()].map((gateway) => [gateway.name, gateway]));
    for (const { spec, object, namespace } of mesh.model.registry.virtualServices) {
      if (object.kind !== "VirtualService") continue;
      for (const [at, written] of (spec.gateways ?? []).entries()) {
        const wanted = gatewayName(written, namespace);
        if (wanted === MESH || known.has(wanted)) continue;
        const [owner = "", name = ""] = wanted.split("/");
        const elsewhere = byName.get(name);
        const typo = didYouMean(
          wanted,
          [...known.keys()].filter((key) => key.startsWith(`${owner}/`)),
        );
        const meant = elsewhere ?? (typo === undefined ? undefined : known.get(typo));
        yield {
          at: refTo(object, "spec", "gateways", at),
          says: `there is no Gateway ${wanted} among what was read`,
          ...(meant === undefined
            ? { level: "info", fix: "check the name; if the Gateway is kept elsewhere, all is well" }
            : {
                fix: `did you mean ${meant.namespace}/${meant.name}?`,
                related: [{ ref: refTo(meant, "metadata", "name"), words: nameOf(meant) }],
              }),
        };
      }
    }
  },
};
