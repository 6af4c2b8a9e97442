import { describeAvailability } from "../../../istio/capability.ts";
import type { GatewaySpec } from "../../../resources/types/gateway.generated.ts";
import { GATEWAY } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

const LABEL = "gateway.networking.k8s.io/gateway-name";

export const gatewayNotMerged: MeshRule = {
  code: "WE0506",
  id: "gateway-not-merged",
  layer: "upgrade",
  level: "error",
  title: "a Gateway that no longer reaches the pods of another namespace",
  why: "since 1.31 the pods that istiod makes for a Gateway of the Gateway API take Istio's Gateways from their own namespace only. One of another namespace opens nothing any more",
  fix: "move the Gateway into the namespace of the pods",
  kinds: [GATEWAY, "gateway.networking.k8s.io/Gateway"],
  *meshProblems(mesh) {
    if (!mesh.has("strict-gateway-merging")) return;
    const managed = mesh.world.of("KubernetesGateway");
    for (const gateway of mesh.world.of<GatewaySpec>("Gateway")) {
      const name = gateway.spec.selector?.[LABEL];
      if (name === undefined || !gateway.apiVersion.startsWith("networking.istio.io/")) continue;
      const owners = managed.filter((one) => one.name === name);
      const [owner] = owners;
      if (owner === undefined || owners.some(({ namespace }) => namespace === gateway.namespace)) continue;
      yield {
        at: refTo(gateway, "spec", "selector", LABEL),
        says: `the pods of ${nameOf(owner)} do not take it, in Istio ${describeAvailability("strict-gateway-merging")}`,
        related: [{ ref: refTo(owner, "metadata", "name"), words: nameOf(owner) }],
      };
    }
  },
};
