import { didYouMean } from "../../../diagnostics/did-you-mean.ts";
import { selects } from "../../../model/istiod/proxy.ts";
import type { GatewaySpec } from "../../../resources/types/gateway.generated.ts";
import { GATEWAY } from "../../admission/kinds.ts";
import type { CheckedMesh } from "../../mesh/checked-mesh.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { refTo } from "../../mesh/refs.ts";

export const gatewaySelectsNothing: MeshRule = {
  code: "WE0318",
  id: "gateway-selects-nothing",
  layer: "conflicts",
  level: "warning",
  title: "a Gateway that selects no pods, beside pods that are nearly meant",
  why: "a Gateway that no pod has the labels of opens nothing",
  fix: "write the labels of the gateway's pods; a chart gives them istio: and the release's name without istio-",
  kinds: [GATEWAY, "apps/Deployment", "/Service"],
  *meshProblems(mesh) {
    const known = labelsOfGateways(mesh);
    for (const gateway of mesh.world.of<GatewaySpec>("Gateway")) {
      const selector = gateway.spec.selector ?? {};
      if (gateway.kind !== "Gateway" || Object.keys(selector).length === 0 || known.length === 0) continue;
      if (!gateway.apiVersion.startsWith("networking.istio.io/")) continue;
      if (known.some((labels) => selects(selector, labels))) continue;
      const near = Object.entries(selector).flatMap(([key, value]) => {
        const values = known.flatMap((labels) => labels[key] ?? []);
        const meant = didYouMean(value, values);
        return meant === undefined || meant === value ? [] : [{ key, meant }];
      });
      const [first] = near;
      yield {
        at: refTo(gateway, "spec", "selector", ...(first === undefined ? [] : [first.key])),
        says: "no gateway that was read has these labels",
        ...(first === undefined ? { level: "info" } : { fix: `did you mean ${first.key}: ${first.meant}?` }),
      };
    }
  },
};

/** Labels of gateways' pods, and selectors of Services in front of them. */
function labelsOfGateways({ model }: CheckedMesh): Readonly<Record<string, string>>[] {
  const assumed = new Set(model.assumed.workloads);
  const pods = model.workloads.all
    .filter((one) => one.role === "gateway" && !assumed.has(one))
    .map(({ labels }) => labels);
  const services = model.registry.services
    .filter(({ registry, assumed: guessed, name }) => registry === "kubernetes" && !guessed && /gateway/.test(name))
    .map(({ selector }) => selector ?? {});
  return [...pods, ...services];
}
